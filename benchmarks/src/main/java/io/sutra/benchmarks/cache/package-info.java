/**
 * The embedding service's caches: a hit beside a method that does nothing, latencies, a stream with
 * a long tail, and what the cache is worth. {@code bare} is the rival, which runs in the server.
 */
@NullMarked
package io.sutra.benchmarks.cache;

import org.jspecify.annotations.NullMarked;

/**
 * A blocking client over a plain socket: for seeding one shard from another, for tests and for
 * benchmarks. An application server uses its own connector.
 */
@NullMarked
package io.sutra.cache.shard.client;

import org.jspecify.annotations.NullMarked;

/**
 * The contract of the cache of vectors: what a key is ({@link io.sutra.cache.api.CacheKey}), what a
 * caller may ask of a shard ({@link io.sutra.cache.api.CacheConnection}) and how it can fail
 * ({@link io.sutra.cache.api.CacheException}).
 *
 * <p>What does not belong here: sockets, files, threads, pools. The bytes on the wire are in {@code
 * wire}.
 */
@NullMarked
package io.sutra.cache.api;

import org.jspecify.annotations.NullMarked;

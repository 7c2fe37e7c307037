/**
 * The entries in memory: all of it outside the heap ({@link io.sutra.cache.shard.store.SlabArena}),
 * an index by key ({@link io.sutra.cache.shard.store.KeyIndex}), a capacity with a policy of
 * eviction ({@link io.sutra.cache.shard.store.EvictionPolicy}), and expiry.
 *
 * <p>Any thread reads; one thread at a time, whoever commits, changes entries. A reader copies a
 * vector and then asks whether the entry was still alive: memory that was given to another vector
 * meanwhile is never served.
 *
 * <p>What does not belong here: files, sockets, and the decision which write wins.
 */
@NullMarked
package io.sutra.cache.shard.store;

import org.jspecify.annotations.NullMarked;

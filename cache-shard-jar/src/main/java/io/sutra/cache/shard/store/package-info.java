/**
 * The entries in memory: segments outside the heap ({@link
 * io.sutra.cache.shard.store.SegmentArena}), an index by key ({@link
 * io.sutra.cache.shard.store.KeyIndex}), namespaces, eviction ({@link
 * io.sutra.cache.shard.store.EntryRing}), and expiry. {@link
 * io.sutra.cache.shard.store.VectorStore} says how they work together. Values are opaque bytes.
 *
 * <p>What does not belong here: files, sockets, and the decision which write wins.
 */
@NullMarked
package io.sutra.cache.shard.store;

import org.jspecify.annotations.NullMarked;

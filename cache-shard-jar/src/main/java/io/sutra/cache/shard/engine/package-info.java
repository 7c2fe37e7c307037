/**
 * What makes a map and a log one shard: the order log, disk, memory, acknowledgement ({@link
 * io.sutra.cache.shard.engine.GroupCommit}), recovery into the map, compaction, and the clock.
 *
 * <p>This is the only package that knows both {@code store} and {@code wal}. What does not belong
 * here: sockets and frames; how a file or the map is built.
 */
@NullMarked
package io.sutra.cache.shard.engine;

import org.jspecify.annotations.NullMarked;

package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.wal.LogSettings;

/**
 * How a shard keeps its entries.
 *
 * @param capacity most entries
 * @param log how the log is kept
 * @param pendingBytes most bytes that may wait to be written before puts are refused
 * @param compactionBytesPerSecond how fast a compaction may write
 */
public record EngineSettings(
    long capacity, LogSettings log, long pendingBytes, long compactionBytesPerSecond) {

  /** What a shard does that was told only how to keep its log. */
  public static EngineSettings of(long capacity, LogSettings log) {
    return new EngineSettings(capacity, log, 64L << 20, 64L << 20);
  }
}

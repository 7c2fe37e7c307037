package io.sutra.cache.shard.engine;

/** When a log has grown enough to be worth a snapshot. */
final class CompactionPolicy {

  private static final long LEAST_BYTES = 64L << 20;

  private CompactionPolicy() {}

  /**
   * Whether what was logged since the last snapshot is more than what a snapshot would hold: the
   * log then stays below about three times its live size, and each byte is rewritten about once.
   */
  static boolean due(long bytesSinceSnapshot, long liveBytes) {
    return bytesSinceSnapshot > Math.max(LEAST_BYTES, liveBytes);
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.store.VectorStore;
import java.time.Duration;

/** What has to be done from time to time with the commit lock, in small steps. */
final class Housekeeping {

  /**
   * Expired entries are looked for in small steps: each bucket is a look at memory that is in no
   * cache, and whoever puts meanwhile waits.
   */
  static final Duration SWEEP_PERIOD = Duration.ofMillis(10);

  private static final int SWEEP_BUCKETS_PER_MILLI = 20;
  private static final int MOST_SWEEP_BUCKETS = 2_000;
  private static final Duration COMPACTION_CHECK = Duration.ofSeconds(1);

  private final VectorStore store;
  private final Runnable compactionCheck;
  private long lastSweep = System.nanoTime();
  private long nextCheck = lastSweep;

  /**
   * Housekeeping.
   *
   * @param compactionCheck starts a compaction if one is due
   */
  Housekeeping(VectorStore store, Runnable compactionCheck) {
    this.store = store;
    this.compactionCheck = compactionCheck;
  }

  /** Does what is due; for the holder of the commit lock. */
  void run(long now) {
    if (now - lastSweep > SWEEP_PERIOD.toNanos()) {
      long millis = (now - lastSweep) / 1_000_000;
      lastSweep = now;
      store.sweep((int) Math.min(MOST_SWEEP_BUCKETS, millis * SWEEP_BUCKETS_PER_MILLI));
    }
    if (now - nextCheck > 0) {
      nextCheck = now + COMPACTION_CHECK.toNanos();
      compactionCheck.run();
    }
  }
}

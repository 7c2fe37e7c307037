package io.sutra.embedding.service;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts texts by where they were found. Every text that is asked for is counted once in {@code
 * requested} and once in each cache that it was looked for in. Thread-safe.
 */
public final class CacheCounters {

  private final LongAdder requested = new LongAdder();
  private final LongAdder memoryHits = new LongAdder();
  private final LongAdder memoryMisses = new LongAdder();
  private final LongAdder sharedHits = new LongAdder();
  private final LongAdder sharedMisses = new LongAdder();
  private final LongAdder computed = new LongAdder();
  private final LongAdder joined = new LongAdder();

  void requested(int texts) {
    requested.add(texts);
  }

  /** Of {@code texts}, those were found; the rest was asked for in vain. */
  void found(Sources sources, int texts) {
    int missedInMemory = texts - sources.memory();
    memoryHits.add(sources.memory());
    if (missedInMemory > 0) {
      memoryMisses.add(missedInMemory);
      sharedHits.add(sources.shared());
      sharedMisses.add(missedInMemory - sources.shared());
      joined.add(sources.joined());
    }
  }

  void computed(int texts) {
    computed.add(texts);
  }

  /**
   * The counts at one moment; each is exact, together they may be a few requests apart.
   *
   * @param requested texts asked for
   * @param memoryHits of them found in memory
   * @param memoryMisses of them not found in memory
   * @param sharedHits found in the shared cache
   * @param sharedMisses found in neither
   * @param computed texts whose vectors a model gave
   * @param joined texts that were already on their way for somebody else
   */
  public record Snapshot(
      long requested,
      long memoryHits,
      long memoryMisses,
      long sharedHits,
      long sharedMisses,
      long computed,
      long joined) {

    /** The share of all texts asked for. */
    public double share(long texts) {
      return requested == 0 ? 0 : (double) texts / requested;
    }
  }

  /** The counts now. */
  public Snapshot snapshot() {
    return new Snapshot(
        requested.sum(),
        memoryHits.sum(),
        memoryMisses.sum(),
        sharedHits.sum(),
        sharedMisses.sum(),
        computed.sum(),
        joined.sum());
  }
}

package io.sutra.cache.shard.wal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What the log did, in numbers. Thread-safe. */
public final class LogMetrics {

  /** Upper bounds of the histogram of forces. */
  public static final List<Duration> FORCE_BOUNDS =
      Stream.of(100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)
          .map(micros -> Duration.ofNanos(1000L * micros))
          .toList();

  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder forces = new LongAdder();
  private final LongAdder forceNanos = new LongAdder();
  private final AtomicLong longestForceNanos = new AtomicLong();
  private final AtomicLongArray forceBuckets = new AtomicLongArray(FORCE_BOUNDS.size() + 1);
  private final LongAdder adviceFailures = new LongAdder();

  void wrote(long bytes) {
    bytesWritten.add(bytes);
  }

  void forced(long nanos) {
    forces.increment();
    forceNanos.add(nanos);
    longestForceNanos.accumulateAndGet(nanos, Math::max);
    int bucket = 0;
    while (bucket < FORCE_BOUNDS.size() && nanos > FORCE_BOUNDS.get(bucket).toNanos()) {
      bucket++;
    }
    forceBuckets.incrementAndGet(bucket);
  }

  void adviceFailed() {
    adviceFailures.increment();
  }

  /**
   * How often something failed that only makes the log faster, such as zeros ahead of the records.
   */
  public long adviceFailures() {
    return adviceFailures.sum();
  }

  /** Bytes written to segments and snapshots. */
  public long bytesWritten() {
    return bytesWritten.sum();
  }

  /** How often the log was forced. */
  public long forces() {
    return forces.sum();
  }

  /** Nanoseconds that this took, in all. */
  public long forceNanos() {
    return forceNanos.sum();
  }

  /**
   * How many forces took at most as long as the bound of this place, and longer than the one before
   * it; the place after the last bound is of those that took longer than all.
   */
  public long forcesWithin(int bucket) {
    return forceBuckets.get(bucket);
  }

  /** Nanoseconds of the longest force. */
  public long longestForceNanos() {
    return longestForceNanos.get();
  }
}

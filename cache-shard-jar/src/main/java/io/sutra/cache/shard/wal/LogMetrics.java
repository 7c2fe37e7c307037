package io.sutra.cache.shard.wal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the log did, in numbers. Thread-safe. */
public final class LogMetrics {

  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder forces = new LongAdder();
  private final LongAdder forceNanos = new LongAdder();
  private final AtomicLong longestForceNanos = new AtomicLong();

  void wrote(long bytes) {
    bytesWritten.add(bytes);
  }

  void forced(long nanos) {
    forces.increment();
    forceNanos.add(nanos);
    longestForceNanos.accumulateAndGet(nanos, Math::max);
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

  /** Nanoseconds of the longest force. */
  public long longestForceNanos() {
    return longestForceNanos.get();
  }
}

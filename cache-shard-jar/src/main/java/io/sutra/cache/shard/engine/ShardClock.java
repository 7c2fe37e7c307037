package io.sutra.cache.shard.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time by which entries expire: milliseconds since 1970, never going back and never slower than
 * time passes.
 *
 * <p>It follows the system's clock when that jumps forward, and goes on at its own pace when that
 * jumps back: nothing that had expired comes back, and nothing is served for longer than it was
 * given. After a restart it begins no earlier than the newest time in the log.
 *
 * <p>Thread-safe.
 */
public final class ShardClock implements LongSupplier {

  private final LongSupplier wallMillis;
  private final LongSupplier monotonicNanos;
  private final AtomicLong offset = new AtomicLong(Long.MIN_VALUE);

  /** The system's clock. */
  public static ShardClock system() {
    return new ShardClock(System::currentTimeMillis, System::nanoTime);
  }

  /**
   * A clock over two others.
   *
   * @param wallMillis milliseconds since 1970; may jump
   * @param monotonicNanos nanoseconds since some moment; does not jump
   */
  public ShardClock(LongSupplier wallMillis, LongSupplier monotonicNanos) {
    this.wallMillis = wallMillis;
    this.monotonicNanos = monotonicNanos;
  }

  @Override
  public long getAsLong() {
    long monotonic = TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong());
    return monotonic + raise(wallMillis.getAsLong() - monotonic);
  }

  private long raise(long candidate) {
    long current = offset.get();
    return candidate <= current ? current : offset.accumulateAndGet(candidate, Math::max);
  }

  /** Makes the clock show at least this time from now on. */
  public void atLeast(long millis) {
    raise(millis - TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong()));
  }
}

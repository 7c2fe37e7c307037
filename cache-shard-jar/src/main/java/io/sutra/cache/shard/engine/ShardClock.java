package io.sutra.cache.shard.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time by which entries expire: milliseconds since 1970, never going back and never slower than
 * time passes.
 *
 * <p>It begins with the wall clock and then counts the time that passes. {@link #check} compares it
 * with the wall clock: small differences forward are followed at once. A jump is counted and
 * logged; one forward is followed when it has lasted for a minute, one back never. A wall clock
 * that is wrong for a moment therefore changes nothing, one that was set is followed without
 * serving any entry for longer than it was given, and so is one that went on while the machine was
 * suspended. After a restart the time begins no earlier than the newest time in the log.
 *
 * <p>Thread-safe; {@link #check} is for one thread.
 */
public final class ShardClock implements LongSupplier {

  private static final System.Logger LOG = System.getLogger(ShardClock.class.getName());

  /** A larger difference is a jump. */
  private static final Duration DRIFT = Duration.ofSeconds(2);

  /** A jump forward that has lasted for so long is followed. */
  private static final Duration LASTING = Duration.ofMinutes(1);

  private final LongSupplier wallMillis;
  private final LongSupplier monotonicNanos;

  /** What is added to the monotonic time; only grows. */
  private final AtomicLong offset;

  private final AtomicLong jumps = new AtomicLong();

  /** The difference of the jump that is being watched; zero when there is none. */
  private long watched;

  private long watchedSinceMillis;

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
    this.offset = new AtomicLong(difference());
  }

  @Override
  public long getAsLong() {
    return monotonicMillis() + offset.get();
  }

  private long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong());
  }

  /** How far the wall clock is ahead of the monotonic one, never too much. */
  private long difference() {
    // The wall clock first: a pause between the two makes the difference smaller, and a larger one
    // would be kept.
    long wall = wallMillis.getAsLong();
    return wall - monotonicMillis();
  }

  /** Compares the time with the wall clock; to be called about once a second. */
  public void check() {
    long ahead = difference() - offset.get();
    if (Math.abs(ahead) <= DRIFT.toMillis()) {
      watched = 0;
      if (ahead > 0) {
        offset.addAndGet(ahead);
      }
      return;
    }
    long now = monotonicMillis();
    if (watched == 0 || Math.abs(ahead - watched) > DRIFT.toMillis()) {
      watched = ahead;
      watchedSinceMillis = now;
      jumps.incrementAndGet();
      LOG.log(
          System.Logger.Level.WARNING,
          "The wall clock jumped by {0} s. Entries keep their lives; {1}.",
          ahead / 1000,
          ahead > 0
              ? "a jump that lasts for a minute is followed"
              : "the shard''s time goes on as time passes");
    } else if (ahead > 0 && now - watchedSinceMillis >= LASTING.toMillis()) {
      watched = 0;
      offset.addAndGet(ahead);
      LOG.log(
          System.Logger.Level.WARNING,
          "The wall clock has been {0} s ahead for a minute: the shard''s time follows it.",
          ahead / 1000);
    }
  }

  /** Jumps of the wall clock that were seen. */
  public long jumps() {
    return jumps.get();
  }

  /** Makes the clock show at least this time from now on. */
  public void atLeast(long millis) {
    offset.accumulateAndGet(millis - monotonicMillis(), Math::max);
  }
}

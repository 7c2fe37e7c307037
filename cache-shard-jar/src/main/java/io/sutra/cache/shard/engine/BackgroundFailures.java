package io.sutra.cache.shard.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in work that nobody waits for, or that goes on after it: counted, logged once a
 * failure, and shown in the metrics. Thread-safe.
 */
public final class BackgroundFailures {

  private static final System.Logger LOG = System.getLogger(BackgroundFailures.class.getName());

  private final AtomicLong count = new AtomicLong();
  private volatile LongSupplier others = () -> 0;
  private volatile @Nullable Failure last;

  /** A failure, the newest of all. */
  public record Failure(Instant at, String work, Throwable cause) {}

  /** Counts and logs a failure of some work; the text says what becomes of it. */
  void failed(String work, Throwable cause) {
    count.incrementAndGet();
    last = new Failure(Instant.now(), work, cause);
    LOG.log(System.Logger.Level.WARNING, work, cause);
  }

  /** Counts failures too that somebody else notices. */
  public void include(LongSupplier failures) {
    others = failures;
  }

  /** Failures since the start. */
  public long count() {
    return count.get() + others.getAsLong();
  }

  /** The newest failure. */
  public Optional<Failure> last() {
    return Optional.ofNullable(last);
  }
}

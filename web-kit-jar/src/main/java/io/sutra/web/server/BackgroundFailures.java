package io.sutra.web.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a long-living thread of one task did not expect: counted, and logged no more than once a
 * minute, so that a failure that repeats itself many times a second fills no disk. Thread-safe.
 */
public final class BackgroundFailures {

  private static final Logger LOG = Logger.getLogger(BackgroundFailures.class.getName());
  private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

  private final String task;
  private final String consequence;
  private final LongSupplier nanoClock;
  private final AtomicLong count = new AtomicLong();
  private volatile Runnable listener = () -> {};
  private boolean logged;
  private long loggedAt;

  /**
   * No failure yet.
   *
   * @param task short words for logs and metrics
   * @param consequence a sentence that says what becomes of the work that failed
   */
  public BackgroundFailures(String task, String consequence) {
    this(task, consequence, System::nanoTime);
  }

  BackgroundFailures(String task, String consequence, LongSupplier nanoClock) {
    this.task = task;
    this.consequence = consequence;
    this.nanoClock = nanoClock;
  }

  /** Counts a failure, and logs it unless another was logged within the last minute. */
  public void failed(Throwable failure) {
    long failures = count.incrementAndGet();
    listener.run();
    if (isTimeForALine()) {
      LOG.log(
          Level.WARNING,
          task + " failed, " + failures + " times since the start. " + consequence,
          failure);
    }
  }

  private synchronized boolean isTimeForALine() {
    long now = nanoClock.getAsLong();
    if (logged && now - loggedAt < BETWEEN_LINES) {
      return false;
    }
    logged = true;
    loggedAt = now;
    return true;
  }

  /** Lets a metric count along; {@code counter} is called once a failure and never throws. */
  public void countWith(Runnable counter) {
    listener = counter;
  }

  /** Runs {@code work}; whatever it throws is a failure and goes no further. */
  public void guard(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** The task's name. */
  public String task() {
    return task;
  }

  /** Failures since the start. */
  public long count() {
    return count.get();
  }
}

package io.sutra.cache.shard;

import io.sutra.settings.FailureReason;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says which thread ended because of something that nobody expected, and counts it: a thread that
 * is silently gone leaves a shard that answers some requests and never others.
 *
 * <p>The process goes on, since its other threads may serve as before; whoever cannot go on without
 * a thread watches that thread itself. Thread-safe.
 */
public final class UncaughtFailures implements Thread.UncaughtExceptionHandler {

  private static final AtomicLong TOTAL = new AtomicLong();

  private static final String NO_MEMORY = "A thread of the shard ended: no memory is left.";

  private final PrintStream log;

  /** Says it on {@code log}. */
  UncaughtFailures(PrintStream log) {
    this.log = log;
  }

  /** Handles the failures of every thread of this process that has no handler of its own. */
  static void install(PrintStream log) {
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailures(log));
  }

  /** How many threads of this process ended so. */
  public static long total() {
    return TOTAL.get();
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    TOTAL.incrementAndGet();
    try {
      log.println(sentence(thread, failure));
      failure.printStackTrace(log);
    } catch (OutOfMemoryError e) {
      // Not even the sentence could be put together.
      log.println(NO_MEMORY);
    }
  }

  private static String sentence(Thread thread, Throwable failure) {
    return "The thread "
        + thread.getName()
        + " of the shard ended unexpectedly: "
        + reason(failure)
        + ". What it did is not done any more until the shard is restarted"
        + switch (failure) {
          case OutOfMemoryError memory ->
              "; give it more memory (SUTRA_CACHE_MEMORY, or -Xmx for the heap), or lower"
                  + " SUTRA_CACHE_CAPACITY.";
          case LinkageError changed ->
              "; the archive that it runs from may have been replaced under it.";
          default -> ".";
        };
  }

  /** Errors are told by their class, since their messages often only name what was missing. */
  private static String reason(Throwable failure) {
    return failure instanceof Error
        ? failure.toString()
        : FailureReason.of(failure) + " (" + failure.getClass().getSimpleName() + ")";
  }
}

package io.sutra.it;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that comes about by itself. */
public final class Waiting {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Waiting() {}

  /** A condition that may throw while the server is not there yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(Condition condition) throws Exception {
    within(PATIENCE, condition);
  }

  public static void within(Duration limit, Condition condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (UncheckedIOException e) {
        // Nobody listens: not yet, or not any more.
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("the condition did not come to hold within " + limit);
  }
}

package io.sutra.cli.runtime;

import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something that comes about by itself. */
public final class Patience {

  private static final Duration POLL = Duration.ofMillis(100);

  private Patience() {}

  /** Whether it has come about; a failure to find out means not yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException;
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @throws CommandFailure with {@code failure} when it does not within {@code limit}
   */
  public static void await(Duration limit, Condition condition, Supplier<String> failure) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      pause();
    }
    throw new CommandFailure(failure.get());
  }

  /** A moment between two looks. */
  public static void pause() {
    pause(POLL);
  }

  /** As long as that. */
  public static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }
}

package io.sutra.embedding.service;

import java.time.Duration;

/**
 * When something must be done, by {@link System#nanoTime}.
 *
 * @param nanos the reading at that moment
 */
public record Deadline(long nanos) {

  /** So long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** So much later. */
  public Deadline plus(Duration time) {
    return new Deadline(nanos + time.toNanos());
  }

  /** The earlier of two. */
  Deadline earlier(Deadline other) {
    return nanos - other.nanos <= 0 ? this : other;
  }

  /** What is left until then, in nanoseconds; zero or less when it has passed. */
  public long nanosLeft() {
    return nanos - System.nanoTime();
  }

  /** Whether it has passed. */
  public boolean hasPassed() {
    return nanosLeft() <= 0;
  }
}

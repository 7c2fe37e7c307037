package io.sutra.mlbase.inference;

import java.time.Duration;

/**
 * How fast the workers get through tokens, measured over about the last ten seconds, and so how
 * long a full queue needs to make room. Thread-safe.
 *
 * <p>An exponentially weighted rate over irregular samples: each batch adds its tokens and its time
 * to two sums that both decay with the time constant, and the rate is their quotient. Busy time is
 * counted and idle time is not, so a quiet night does not make the rate look slow.
 */
public final class DrainRate {

  private static final double TIME_CONSTANT_SECONDS = 10;

  private final int workers;
  private double tokens;
  private double seconds;

  /** A rate for {@code workers} that work side by side, unknown until the first batch. */
  public DrainRate(int workers) {
    this.workers = workers;
  }

  /** A worker computed {@code batchTokens} in {@code nanos}. */
  synchronized void record(int batchTokens, long nanos) {
    double took = nanos / 1e9;
    double keep = Math.exp(-took / TIME_CONSTANT_SECONDS);
    tokens = tokens * keep + batchTokens;
    seconds = seconds * keep + took;
  }

  /** Tokens a second, all workers together; 0 when nothing has been measured. */
  public synchronized double tokensPerSecond() {
    return seconds == 0 ? 0 : workers * tokens / seconds;
  }

  /** How long {@code count} tokens take; a second when nothing has been measured. */
  public Duration timeFor(long count) {
    double rate = tokensPerSecond();
    return rate == 0
        ? Duration.ofSeconds(1)
        : Duration.ofMillis((long) Math.ceil(1_000 * count / rate));
  }
}

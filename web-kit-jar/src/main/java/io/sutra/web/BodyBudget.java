package io.sutra.web;

import io.sutra.domain.EmbeddingException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many bytes of bodies may be read and turned into tokens at the same time. What waits for
 * inference is bounded in tokens; this bounds the memory of what is not tokens yet, so that many
 * large bodies at once are refused and do not exhaust the heap. Thread-safe.
 */
public final class BodyBudget {

  /** Charged for a body whose length its sender does not say. */
  private static final int UNKNOWN_LENGTH_BYTES = 1 << 20;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int largestBody;
  private final Semaphore bytes;

  /**
   * A budget in which two of the largest bodies have room.
   *
   * @param largestBody in bytes; a longer one is refused when it is read
   */
  public BodyBudget(long largestBody) {
    this.largestBody = (int) Math.min(largestBody, Integer.MAX_VALUE / 2);
    this.bytes = new Semaphore(2 * this.largestBody);
  }

  /**
   * Takes room for a body.
   *
   * @param length in bytes, negative when unknown
   * @return what was taken, to be given back with {@link #release}
   * @throws EmbeddingException when there is none
   */
  public int reserve(int length) {
    int charged = Math.min(largestBody, length < 0 ? UNKNOWN_LENGTH_BYTES : length);
    if (!bytes.tryAcquire(charged)) {
      throw EmbeddingException.busy(
          "Other large requests are being read. Send the request again after the time in"
              + " Retry-After, or send fewer texts in one request.",
          RETRY_AFTER);
    }
    return charged;
  }

  /** Gives back what {@link #reserve} returned. */
  public void release(int taken) {
    bytes.release(taken);
  }
}

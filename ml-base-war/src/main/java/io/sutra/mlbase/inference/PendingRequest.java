package io.sutra.mlbase.inference;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the queue: collects its vectors, in the caller's order, from
 * whichever batches compute them. Thread-safe.
 */
final class PendingRequest {

  private final float[][] vectors;
  private final Listener listener;
  private final AtomicInteger missing;
  private final AtomicInteger unsettled;
  private final AtomicLong longestQueueNanos = new AtomicLong();
  private final AtomicLong longestInferenceNanos = new AtomicLong();
  private final CompletableFuture<Computed> result = new CompletableFuture<>();

  PendingRequest(int texts) {
    this(texts, Listener.NONE);
  }

  PendingRequest(int texts, Listener listener) {
    this.vectors = new float[texts][];
    this.listener = listener;
    this.missing = new AtomicInteger(texts);
    this.unsettled = new AtomicInteger(texts);
  }

  /** Hears of each text as soon as it is dealt with. Implementations are thread-safe and quick. */
  interface Listener {

    /** Hears nothing. */
    Listener NONE = new Listener() {};

    /** A text was computed, also after the request failed. */
    default void computed(int index, float[] vector) {}

    /**
     * Nothing more is computed for the request: each of its texts was computed, failed or was given
     * up.
     *
     * @param failure why texts are missing; null when none is
     * @param queueNanos the longest wait of a text
     * @param inferenceNanos the longest batch that held a text
     */
    default void settled(@Nullable Throwable failure, long queueNanos, long inferenceNanos) {}
  }

  /**
   * All vectors of a request, raw.
   *
   * @param vectors one {@code float[dimension]} per text
   * @param queueNanos the longest wait of a text
   * @param inferenceNanos the longest batch that held a text
   */
  record Computed(List<float[]> vectors, long queueNanos, long inferenceNanos) {}

  /** Completes with all vectors, or with the first failure. */
  CompletableFuture<Computed> result() {
    return result;
  }

  /** Nobody waits any more: answered, failed, timed out, or the caller has gone. */
  boolean isAbandoned() {
    return result.isDone();
  }

  /** Stores one vector; the last one completes the request. Each index is stored once. */
  void complete(int index, float[] vector, long queueNanos, long inferenceNanos) {
    vectors[index] = vector;
    longestQueueNanos.accumulateAndGet(queueNanos, Math::max);
    longestInferenceNanos.accumulateAndGet(inferenceNanos, Math::max);
    listener.computed(index, vector);
    if (missing.decrementAndGet() == 0) {
      result.complete(
          new Computed(
              Arrays.asList(vectors), longestQueueNanos.get(), longestInferenceNanos.get()));
    }
    settle(1);
  }

  /** One text could not be computed, so the request fails. */
  void fail(Throwable failure) {
    result.completeExceptionally(failure);
    settle(1);
  }

  /** So many texts are no longer wanted and will not be computed. */
  void dropped(int texts) {
    settle(texts);
  }

  private @Nullable Throwable failure() {
    return switch (result.state()) {
      case FAILED -> result.exceptionNow();
      case CANCELLED -> new CancellationException();
      case SUCCESS, RUNNING -> null;
    };
  }

  private void settle(int texts) {
    if (unsettled.addAndGet(-texts) == 0) {
      // Nothing is given up or dropped before the request has failed: by now it is done.
      listener.settled(failure(), longestQueueNanos.get(), longestInferenceNanos.get());
    }
  }
}

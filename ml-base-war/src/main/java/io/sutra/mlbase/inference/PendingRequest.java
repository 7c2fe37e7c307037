package io.sutra.mlbase.inference;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One request on its way through the queue: collects its vectors, in the caller's order, from
 * whichever batches compute them. Thread-safe.
 */
final class PendingRequest {

  private final float[][] vectors;
  private final AtomicInteger missing;
  private final AtomicLong longestQueueNanos = new AtomicLong();
  private final AtomicLong longestInferenceNanos = new AtomicLong();
  private final CompletableFuture<Computed> result = new CompletableFuture<>();

  PendingRequest(int texts) {
    vectors = new float[texts][];
    missing = new AtomicInteger(texts);
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
    if (missing.decrementAndGet() == 0) {
      result.complete(
          new Computed(
              Arrays.asList(vectors), longestQueueNanos.get(), longestInferenceNanos.get()));
    }
  }

  void fail(Throwable failure) {
    result.completeExceptionally(failure);
  }
}

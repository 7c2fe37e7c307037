package io.sutra.mlbase.inference;

import io.sutra.domain.EmbeddingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for a model in tests of queues, balancers and caches: each batch takes a fixed time and
 * no processor, and a vector is made of nothing but the hash of its tokens. Thread-safe.
 */
public final class FixedWaitEncoder implements SentenceEncoder {

  private final Duration wait;
  private final int dimension;

  /** Vectors of {@code dimension} numbers, each batch after {@code wait}. */
  public FixedWaitEncoder(Duration wait, int dimension) {
    this.wait = wait;
    this.dimension = dimension;
  }

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EmbeddingException.failed("The wait in the place of inference was interrupted.", e);
    }
    return batch.stream().map(this::vector).toArray(float[][]::new);
  }

  private float[] vector(TokenSequence tokens) {
    long[] ids = new long[tokens.length()];
    tokens.copyTo(ids, 0);
    var random = new Random(Arrays.hashCode(ids));
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}

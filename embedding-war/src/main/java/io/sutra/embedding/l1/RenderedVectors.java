package io.sutra.embedding.l1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.VectorEncoding;

/**
 * The JSON of vectors that are asked for often. To write 256 numbers as decimals takes longer than
 * everything else that a hit costs, so what is written twice is kept. Bounded in bytes, of the JSON
 * and of the vectors that it keeps alive. Thread-safe.
 */
public final class RenderedVectors {

  private final Cache<Form, byte[]> forms;

  /** Holds at most {@code bytes}; none at all with zero. */
  public RenderedVectors(long bytes) {
    forms =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher(RenderedVectors::weight)
            .executor(Runnable::run)
            .build();
  }

  /** A vector is compared by identity: when another takes its place, so do other digits. */
  private record Form(
      StoredVector vector, int dimension, boolean normalize, VectorEncoding encoding) {}

  private static int weight(Form form, byte[] digits) {
    return digits.length + form.vector().dimension() * Float.BYTES + 160;
  }

  /** {@code vector}, cut, scaled and encoded as JSON; not to be changed. */
  public byte[] json(
      StoredVector vector, int dimension, boolean normalize, VectorEncoding encoding) {
    var form = new Form(vector, dimension, normalize, encoding);
    byte[] known = forms.getIfPresent(form);
    if (known != null) {
      return known;
    }
    byte[] digits = encoding.json(vector.served(dimension, normalize));
    forms.put(form, digits);
    return digits;
  }

  /** Forgets all. */
  public void clear() {
    forms.invalidateAll();
  }
}

package io.sutra.embedding.service;

/** Whether a vector can be what a model gave: what cannot be is treated as if it were not there. */
final class VectorCheck {

  private VectorCheck() {}

  /** Whether its numbers are finite and its tokens and its length fit the model. */
  static boolean isSane(StoredVector vector, ModelProfile profile) {
    return isFinite(vector.numbers())
        && vector.dimension() <= profile.dimension()
        && vector.tokens().read() >= 1
        && vector.tokens().read() <= profile.window()
        && vector.tokens().whole() >= vector.tokens().read();
  }

  /** Whether there are numbers, none of them infinite or NaN. */
  static boolean isFinite(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return numbers.length > 0;
  }
}

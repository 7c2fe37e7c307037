package io.sutra.embedding.service;

import io.sutra.domain.TextTokens;

/**
 * Whether a vector can be one of a model, wherever it came from. One that cannot is a miss: kept,
 * it would be served until it expires.
 */
public final class VectorCheck {

  /** More tokens than any text has that a request may hold. */
  private static final int MOST_TOKENS = 1 << 28;

  private VectorCheck() {}

  /**
   * Whether the numbers are finite and no more than the model's own, and whether the model can have
   * read so many tokens of a text of so many.
   */
  public static boolean isSane(StoredVector vector, ModelProfile profile) {
    return isWithin(vector.dimension(), profile.dimension())
        && isSane(vector.tokens(), profile.window())
        && isFinite(vector.numbers());
  }

  private static boolean isSane(TextTokens tokens, int window) {
    return isWithin(tokens.read(), window)
        && tokens.whole() >= tokens.read()
        && tokens.whole() <= MOST_TOKENS;
  }

  private static boolean isWithin(int number, int most) {
    return number >= 1 && number <= most;
  }

  static boolean isFinite(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }
}

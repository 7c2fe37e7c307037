package io.sutra.embedding.service;

import io.sutra.api.http.TextTokens;
import io.sutra.api.vector.Matryoshka;
import java.time.Instant;

/**
 * A vector as it is remembered: pooled and cut, not scaled, so that every smaller dimension, with
 * and without normalisation, is made from it exactly as from the model's own answer. Immutable as
 * long as nobody writes to its array; compared by identity.
 */
public final class StoredVector {

  private final float[] numbers;
  private final TextTokens tokens;
  private final String fingerprint;
  private final Instant expiresAt;

  /**
   * Takes ownership of the array.
   *
   * @param numbers the first numbers of the pooled vector
   * @param tokens of the text
   * @param fingerprint of the model that computed it
   * @param expiresAt from when it is no longer served
   */
  public StoredVector(float[] numbers, TextTokens tokens, String fingerprint, Instant expiresAt) {
    this.numbers = numbers;
    this.tokens = tokens;
    this.fingerprint = fingerprint;
    this.expiresAt = expiresAt;
  }

  /** Numbers that it has: the largest dimension that it serves. */
  public int dimension() {
    return numbers.length;
  }

  /** Its numbers; not copied, not to be changed. */
  public float[] numbers() {
    return numbers;
  }

  public TextTokens tokens() {
    return tokens;
  }

  public String fingerprint() {
    return fingerprint;
  }

  public Instant expiresAt() {
    return expiresAt;
  }

  /** The vector that is served: a new {@code float[dimension]}. */
  public float[] served(int dimension, boolean normalize) {
    return Matryoshka.take(numbers, dimension, normalize);
  }
}

package io.sutra.embedding.service;

import io.sutra.domain.TextTokens;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import java.time.Instant;
import java.util.Optional;

/**
 * A vector as it is remembered, not scaled: all the numbers that the model pooled, or fewer, which
 * were then rotated (if the model has a rotation) and cut. Every smaller dimension, with and
 * without normalisation, is made from it exactly as from the model's own answer, as soon as it is
 * known how the model's vectors are cut ({@link #cutBy}). Immutable as long as nobody writes to its
 * array; compared by identity.
 */
public final class StoredVector {

  private final float[] numbers;
  private final TextTokens tokens;
  private final String fingerprint;
  private final Instant expiresAt;

  private final boolean cuttable;
  private final Optional<Rotation> rotation;

  /**
   * Takes ownership of the array.
   *
   * @param numbers all numbers of the pooled vector, or the first ones as they are served
   * @param tokens of the text
   * @param fingerprint of the model that computed it
   * @param expiresAt from when it is no longer served
   */
  public StoredVector(float[] numbers, TextTokens tokens, String fingerprint, Instant expiresAt) {
    this.numbers = numbers;
    this.tokens = tokens;
    this.fingerprint = fingerprint;
    this.expiresAt = expiresAt;
    this.cuttable = false;
    this.rotation = Optional.empty();
  }

  private StoredVector(StoredVector other, Optional<Rotation> rotation) {
    this.numbers = other.numbers;
    this.tokens = other.tokens;
    this.fingerprint = other.fingerprint;
    this.expiresAt = other.expiresAt;
    this.cuttable = true;
    this.rotation = rotation;
  }

  /**
   * The same vector, ready to be cut.
   *
   * @param modelRotation of the model that computed it; empty when it has none
   */
  public StoredVector cutBy(Optional<Rotation> modelRotation) {
    return new StoredVector(this, modelRotation);
  }

  /** Whether a vector of that dimension can be made of it. */
  public boolean serves(int dimension) {
    return dimension == numbers.length || (dimension < numbers.length && cuttable);
  }

  /** Whether it is known how it is cut. */
  public boolean canBeCut() {
    return cuttable;
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

  /**
   * The vector that is served: a new {@code float[dimension]}.
   *
   * @throws IllegalArgumentException when it does not serve that dimension
   */
  public float[] served(int dimension, boolean normalize) {
    if (!serves(dimension)) {
      throw new IllegalArgumentException(
          "no " + dimension + " numbers can be made of these " + numbers.length);
    }
    return Matryoshka.take(numbers, dimension, normalize, rotation);
  }
}

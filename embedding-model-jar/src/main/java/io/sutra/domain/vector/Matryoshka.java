package io.sutra.domain.vector;

import java.util.Arrays;
import java.util.Optional;

/**
 * Makes the vector that is served from the vector that the model pooled: its first {@code
 * dimension} numbers, scaled to length one if asked.
 *
 * <p>A model trained with Matryoshka representation learning (Kusupati et al., "Matryoshka
 * Representation Learning", NeurIPS 2022) keeps its meaning in the first numbers of its vector, so
 * one stored vector serves every smaller size. The order matters and is fixed here: layer
 * normalisation (for a model whose recipe has it) over the full vector, then truncation, then L2
 * normalisation of what is left.
 *
 * <p>A model that was not trained so can be given a {@link Rotation} that puts its meaning in
 * front; then the first numbers of the rotated vector are taken, except at the model's own size,
 * where the vector stays as the model gave it.
 *
 * <p>Sums run in {@code double}, in index order, so the result depends on nothing but the input:
 * the same bits on every machine and in every service. Pure and thread-safe.
 */
public final class Matryoshka {

  /** PyTorch's default for {@code layer_norm}, which the published recipes use. */
  private static final double LAYER_NORMALIZATION_EPSILON = 1e-5;

  private Matryoshka() {}

  /**
   * The first {@code dimension} numbers of {@code vector}, scaled to length one if {@code
   * normalize}.
   *
   * @param vector {@code float[n]}, not changed
   * @param dimension 1 to n
   * @return a new {@code float[dimension]}; a vector of zeros stays zeros
   */
  public static float[] take(float[] vector, int dimension, boolean normalize) {
    if (dimension < 1 || dimension > vector.length) {
      throw new IllegalArgumentException(
          "dimension " + dimension + " is outside 1 to " + vector.length);
    }
    float[] head = Arrays.copyOf(vector, dimension);
    if (normalize) {
      scaleToUnitLength(head);
    }
    return head;
  }

  /**
   * As {@link #take(float[], int, boolean)}, for a model with a rotation.
   *
   * @param vector as the model gave it, {@code float[rotation.dimension()]}; or shorter, the first
   *     numbers of a vector that was rotated before
   * @param rotation of the model, if it has one
   */
  public static float[] take(
      float[] vector, int dimension, boolean normalize, Optional<Rotation> rotation) {
    if (rotation.isEmpty()
        || vector.length != rotation.get().dimension()
        || dimension >= vector.length) {
      return take(vector, dimension, normalize);
    }
    float[] head = rotation.get().apply(vector, dimension);
    if (normalize) {
      scaleToUnitLength(head);
    }
    return head;
  }

  /**
   * Layer normalisation without learned weights: {@code (x - mean) / sqrt(variance + 1e-5)}.
   *
   * @param vector {@code float[n]}, not changed
   * @return a new {@code float[n]}
   */
  public static float[] layerNormalize(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += x;
    }
    double mean = sum / vector.length;
    double squares = 0;
    for (float x : vector) {
      squares += (x - mean) * (x - mean);
    }
    double scale = 1 / Math.sqrt(squares / vector.length + LAYER_NORMALIZATION_EPSILON);
    float[] normalized = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalized[i] = (float) ((vector[i] - mean) * scale);
    }
    return normalized;
  }

  private static void scaleToUnitLength(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    if (squares == 0) {
      return;
    }
    double scale = 1 / Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * scale);
    }
  }
}

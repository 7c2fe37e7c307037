package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Matryoshka;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Vectors instead of a model's. */
final class SyntheticTexts {

  private SyntheticTexts() {}

  /** The rows, scaled to length one. */
  static FloatMatrix units(FloatMatrix matrix) {
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < matrix.rows(); row++) {
      int start = matrix.start(row);
      float[] numbers = Arrays.copyOfRange(matrix.numbers(), start, start + matrix.columns());
      rows.add(Matryoshka.take(numbers, numbers.length, true));
    }
    return FloatMatrix.ofRows(rows);
  }

  /** Of the first texts, something near: each number moved by a normal deviate of this size. */
  static FloatMatrix near(FloatMatrix texts, int count, double deviation, long seed) {
    var random = new Random(seed);
    FloatMatrix moved = texts.slice(0, count);
    for (int i = 0; i < moved.numbers().length; i++) {
      moved.numbers()[i] += (float) (deviation * random.nextGaussian());
    }
    return units(moved);
  }
}

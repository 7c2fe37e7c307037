package io.sutra.mlbase.fitting;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A matrix of float32 numbers, row after row. What computes uses all cores, and each number of a
 * product is summed in index order, so that the result does not depend on how many there are. Not
 * thread-safe where it is changed.
 *
 * @param numbers {@code float[rows * columns]}, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FloatMatrix(int rows, int columns, float[] numbers) {

  /** Columns of the second factor that are multiplied together: with 384 rows they fit into L2. */
  private static final int TILE_COLUMNS = 256;

  /** Rows of the first factor for which a tile stays in the cache; an even number. */
  private static final int TILE_ROWS = 64;

  /** Rows of the second factor that go into a sum at once. */
  private static final int UNROLLED = 4;

  static FloatMatrix zeros(int rows, int columns) {
    return new FloatMatrix(rows, columns, new float[Math.multiplyExact(rows, columns)]);
  }

  /** Of rows that are equally long, at least one. */
  static FloatMatrix ofRows(List<float[]> rows) {
    FloatMatrix matrix = zeros(rows.size(), rows.getFirst().length);
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, matrix.numbers, matrix.start(row), matrix.columns);
    }
    return matrix;
  }

  /** Where a row starts in {@link #numbers}. */
  int start(int row) {
    return row * columns;
  }

  /** The rows of these places, in their order. */
  FloatMatrix select(int... places) {
    FloatMatrix selected = zeros(places.length, columns);
    for (int row = 0; row < places.length; row++) {
      System.arraycopy(numbers, start(places[row]), selected.numbers, selected.start(row), columns);
    }
    return selected;
  }

  /** A copy of rows {@code from} to {@code to}, that one not included. */
  FloatMatrix slice(int from, int to) {
    return select(IntStream.range(from, to).toArray());
  }

  /** These rows, and {@code more} below them. */
  FloatMatrix above(FloatMatrix more) {
    FloatMatrix joined = zeros(rows + more.rows, columns);
    System.arraycopy(numbers, 0, joined.numbers, 0, numbers.length);
    System.arraycopy(more.numbers, 0, joined.numbers, numbers.length, more.numbers.length);
    return joined;
  }

  FloatMatrix transposed() {
    FloatMatrix result = zeros(columns, rows);
    IntStream.range(0, columns)
        .parallel()
        .forEach(
            column -> {
              for (int row = 0; row < rows; row++) {
                result.numbers[column * rows + row] = numbers[row * columns + column];
              }
            });
    return result;
  }

  /** The product of this, {@code [n][k]}, and {@code other}, {@code [k][m]}. */
  FloatMatrix times(FloatMatrix other) {
    if (columns != other.rows) {
      throw new IllegalArgumentException(
          "%d x %d times %d x %d".formatted(rows, columns, other.rows, other.columns));
    }
    FloatMatrix product = zeros(rows, other.columns);
    int across = (other.columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
    int down = (rows + TILE_ROWS - 1) / TILE_ROWS;
    IntStream.range(0, across * down)
        .parallel()
        .forEach(
            tile -> multiply(other, product, tile % down * TILE_ROWS, tile / down * TILE_COLUMNS));
    return product;
  }

  private void multiply(FloatMatrix other, FloatMatrix product, int fromRow, int fromColumn) {
    int width = Math.min(TILE_COLUMNS, other.columns - fromColumn);
    float[] sums = new float[width];
    float[] sumsBelow = new float[width];
    for (int row = fromRow; row < Math.min(fromRow + TILE_ROWS, rows); row += 2) {
      // A last row without one below it is taken twice.
      int below = Math.min(row + 1, rows - 1);
      Arrays.fill(sums, 0);
      Arrays.fill(sumsBelow, 0);
      int k = 0;
      for (; k + UNROLLED <= columns; k += UNROLLED) {
        addFour(sums, sumsBelow, start(row) + k, start(below) + k, other, k, fromColumn);
      }
      for (; k < columns; k++) {
        float factor = numbers[start(row) + k];
        float factorBelow = numbers[start(below) + k];
        for (int j = 0; j < width; j++) {
          float number = other.numbers[other.start(k) + fromColumn + j];
          sums[j] = Math.fma(factor, number, sums[j]);
          sumsBelow[j] = Math.fma(factorBelow, number, sumsBelow[j]);
        }
      }
      System.arraycopy(sums, 0, product.numbers, product.start(row) + fromColumn, width);
      System.arraycopy(sumsBelow, 0, product.numbers, product.start(below) + fromColumn, width);
    }
  }

  /** A method of its own, so that the compiler makes vector instructions of its loop. */
  private void addFour(
      float[] sums,
      float[] sumsBelow,
      int above,
      int below,
      FloatMatrix other,
      int row,
      int fromColumn) {
    float a0 = numbers[above];
    float a1 = numbers[above + 1];
    float a2 = numbers[above + 2];
    float a3 = numbers[above + 3];
    float b0 = numbers[below];
    float b1 = numbers[below + 1];
    float b2 = numbers[below + 2];
    float b3 = numbers[below + 3];
    float[] factors = other.numbers;
    int row0 = other.start(row) + fromColumn;
    int row1 = row0 + other.columns;
    int row2 = row1 + other.columns;
    int row3 = row2 + other.columns;
    for (int j = 0; j < sums.length; j++) {
      float x0 = factors[row0 + j];
      float x1 = factors[row1 + j];
      float x2 = factors[row2 + j];
      float x3 = factors[row3 + j];
      sums[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, sums[j]))));
      sumsBelow[j] =
          Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, sumsBelow[j]))));
    }
  }
}

package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FloatMatrixTest {

  static FloatMatrix random(int rows, int columns, long seed) {
    var random = new Random(seed);
    FloatMatrix matrix = FloatMatrix.zeros(rows, columns);
    for (int i = 0; i < matrix.numbers().length; i++) {
      matrix.numbers()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }

  /** Around the borders of tiles, and where a row is without a neighbour. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 2", "64, 8, 256", "65, 7, 257", "131, 384, 300", "2, 3, 1000"})
  void times_anyShape_isTheSumOfProducts(int rows, int between, int columns) {
    FloatMatrix a = random(rows, between, 1);
    FloatMatrix b = random(between, columns, 2);

    FloatMatrix product = a.times(b);

    assertThat(product.rows()).isEqualTo(rows);
    assertThat(product.columns()).isEqualTo(columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < between; k++) {
          sum += (double) a.numbers()[a.start(row) + k] * b.numbers()[b.start(k) + column];
        }
        assertThat(product.numbers()[product.start(row) + column])
            .isCloseTo((float) sum, Offset.offset(1e-4f));
      }
    }
  }

  @Test
  void times_shapesThatDoNotFit_isRefused() {
    FloatMatrix a = random(2, 3, 1);

    assertThatThrownBy(() -> a.times(a)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void selectTransposedAbove_moveNumbers() {
    FloatMatrix matrix =
        FloatMatrix.ofRows(List.of(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6}));

    assertThat(matrix.select(2, 0).numbers()).containsExactly(5, 6, 1, 2);
    assertThat(matrix.slice(1, 3).numbers()).containsExactly(3, 4, 5, 6);
    assertThat(matrix.transposed().numbers()).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(matrix.slice(0, 1).above(matrix.slice(2, 3)).numbers()).containsExactly(1, 2, 5, 6);
  }
}

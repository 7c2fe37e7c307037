package io.sutra.domain.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RotationTest {

  private static final Rotation ROTATION = Rotation.of(orthonormal(256, 384, 5));

  @Test
  void apply_quarterTurn_isThatOnPaper() {
    Rotation quarter = Rotation.of(new float[][] {{0, 1}, {-1, 0}});

    assertThat(quarter.apply(new float[] {3, 5}, 2)).containsExactly(5, -3);
    assertThat(quarter.apply(new float[] {3, 5}, 1)).containsExactly(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 128, 255, 256})
  void apply_fewerNumbers_areTheFirstBitsOfMore(int length) {
    float[] vector = random(384, 9);
    float[] most = ROTATION.apply(vector, 256);

    for (int round = 0; round < 2_000; round++) {
      // Enough rounds that the compiled code is compared with the interpreted code.
      assertThat(ROTATION.apply(vector, length)).isEqualTo(Arrays.copyOf(most, length));
    }
  }

  @Test
  void apply_allRows_keepsCosines() {
    Rotation whole = Rotation.of(orthonormal(48, 48, 3));
    float[] a = random(48, 1);
    float[] b = random(48, 2);

    assertThat(cosine(whole.apply(a, 48), whole.apply(b, 48)))
        .isCloseTo(cosine(a, b), Offset.offset(1e-6));
  }

  @Test
  void take_nativeDimension_isTheVectorItself() {
    float[] vector = random(384, 4);

    assertThat(Matryoshka.take(vector, 384, false, Optional.of(ROTATION))).isEqualTo(vector);
    assertThat(Matryoshka.take(vector, 384, true, Optional.of(ROTATION)))
        .isEqualTo(Matryoshka.take(vector, 384, true));
  }

  @Test
  void take_ofAVectorThatWasRotatedAndCut_isTheSameBitsAsOfTheVectorItself() {
    float[] vector = random(384, 6);
    float[] remembered = Matryoshka.take(vector, 256, false, Optional.of(ROTATION));

    for (int dimension : new int[] {256, 128, 64}) {
      for (boolean normalize : new boolean[] {true, false}) {
        assertThat(Matryoshka.take(remembered, dimension, normalize, Optional.of(ROTATION)))
            .isEqualTo(Matryoshka.take(vector, dimension, normalize, Optional.of(ROTATION)));
      }
    }
    assertThat(remembered).isNotEqualTo(Arrays.copyOf(vector, 256));
  }

  @Test
  void parse_whatWasWritten_isEqual() {
    assertThat(Rotation.parse(ROTATION.toBytes())).isEqualTo(ROTATION).hasSameHashCodeAs(ROTATION);
    assertThat(Rotation.of(orthonormal(256, 384, 6))).isNotEqualTo(ROTATION);
    assertThat(ROTATION.checksum()).matches("[0-9a-f]{64}");
  }

  @Test
  void parse_anythingElse_isRefused() {
    byte[] bytes = ROTATION.toBytes();
    assertThatThrownBy(() -> Rotation.parse(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    for (int length : new int[] {8, 19, 20, bytes.length - 1, bytes.length + 1}) {
      assertThatThrownBy(() -> Rotation.parse(Arrays.copyOf(bytes, length)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int position : new int[] {0, 8, 12, 16, 18, 19}) {
      byte[] damaged = bytes.clone();
      damaged[position] ^= (byte) 0x80;
      assertThatThrownBy(() -> Rotation.parse(damaged))
          .as("byte %d", position)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void of_rowsWithoutADirection_isRefused() {
    assertThatThrownBy(() -> Rotation.of(new float[][] {{1, 0}, {0, 0}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zeros");
    assertThatThrownBy(() -> Rotation.of(new float[][] {{1, 0}, {0}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengths");
    for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      assertThatThrownBy(() -> Rotation.of(new float[][] {{number, 0}}))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Rotation.of(new float[0][]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_rowsThatAreStretched_areTaken() {
    Rotation stretched = Rotation.of(new float[][] {{2, 0}, {1, 1}});

    assertThat(stretched.apply(new float[] {3, 5}, 2)).containsExactly(6, 8);
  }

  /** Rows of random numbers, made orthonormal one after the other (Gram and Schmidt). */
  private static float[][] orthonormal(int rows, int dimension, long seed) {
    var random = new Random(seed);
    double[][] basis = new double[rows][dimension];
    for (int row = 0; row < rows; row++) {
      Arrays.setAll(basis[row], i -> random.nextGaussian());
      // Twice, because once leaves what rounding lost.
      for (int other = 0; other < 2 * row; other++) {
        double[] before = basis[other % row];
        double product = dot(basis[row], before);
        double[] current = basis[row];
        Arrays.setAll(current, i -> current[i] - product * before[i]);
      }
      double length = Math.sqrt(dot(basis[row], basis[row]));
      double[] current = basis[row];
      Arrays.setAll(current, i -> current[i] / length);
    }
    float[][] result = new float[rows][dimension];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        result[row][i] = (float) basis[row][i];
      }
    }
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double lengths = 0;
    double others = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      lengths += (double) a[i] * a[i];
      others += (double) b[i] * b[i];
    }
    return product / Math.sqrt(lengths * others);
  }

  private static float[] random(int length, long seed) {
    var random = new Random(seed);
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}

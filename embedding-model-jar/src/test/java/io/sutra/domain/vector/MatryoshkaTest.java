package io.sutra.domain.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MatryoshkaTest {

  @Test
  void take_withoutNormalize_isTheFirstNumbersUnchanged() {
    assertThat(Matryoshka.take(new float[] {3, -4, 5, 6}, 2, false)).containsExactly(3, -4);
  }

  @Test
  void take_withNormalize_scalesWhatIsLeftAndNotTheWhole() {
    // 3-4-5: had the whole vector been scaled first, 5 and 6 would count too.
    assertThat(Matryoshka.take(new float[] {3, -4, 5, 6}, 2, true)).containsExactly(0.6f, -0.8f);
  }

  @Test
  void take_allNumbers_isACopy() {
    float[] vector = {1, 2};

    float[] taken = Matryoshka.take(vector, 2, false);

    assertThat(taken).containsExactly(1, 2).isNotSameAs(vector);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 128, 383, 384})
  void take_withNormalize_hasLengthOne(int dimension) {
    float[] taken = Matryoshka.take(random(384, dimension), dimension, true);

    assertThat(taken).hasSize(dimension);
    assertThat(length(taken)).isCloseTo(1, Offset.offset(1e-6));
  }

  @Test
  void take_hugeAndTinyNumbers_stillHaveLengthOne() {
    // The squares of these are infinite, or zero, as floats.
    assertThat(length(Matryoshka.take(new float[] {3e38f, 3e38f}, 2, true)))
        .isCloseTo(1, Offset.offset(1e-6));
    assertThat(length(Matryoshka.take(new float[] {1e-30f, 1e-30f}, 2, true)))
        .isCloseTo(1, Offset.offset(1e-6));
  }

  @Test
  void take_zeroVector_staysZero() {
    assertThat(Matryoshka.take(new float[4], 3, true)).containsExactly(0, 0, 0);
    assertThat(Matryoshka.take(new float[] {0, 0, 7}, 2, true)).containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, Integer.MAX_VALUE})
  void take_dimensionOutsideTheVector_isRefused(int dimension) {
    assertThatThrownBy(() -> Matryoshka.take(new float[3], dimension, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 3");
  }

  @Test
  void take_sameInput_givesTheSameBits() {
    float[] vector = random(384, 7);

    int[] bits = bits(Matryoshka.take(Matryoshka.layerNormalize(vector), 256, true));

    for (int round = 0; round < 20_000; round++) {
      // Enough rounds that the compiled code is compared with the interpreted code.
      assertThat(bits(Matryoshka.take(Matryoshka.layerNormalize(vector), 256, true)))
          .isEqualTo(bits);
    }
  }

  @Test
  void layerNormalize_handComputedVector_hasTheseNumbers() {
    // Mean 2.5, variance 1.25: the numbers are (x - 2.5) / sqrt(1.25001).
    assertThat(Matryoshka.layerNormalize(new float[] {1, 2, 3, 4}))
        .containsExactly(
            new float[] {-1.3416355f, -0.44721183f, 0.44721183f, 1.3416355f}, Offset.offset(2e-7f));
  }

  @Test
  void layerNormalize_smallVariance_showsTheEpsilon() {
    // Mean 0, variance 1e-6: 0.001 / sqrt(1e-6 + 1e-5) = 0.30151134.
    assertThat(Matryoshka.layerNormalize(new float[] {0.001f, -0.001f}))
        .containsExactly(new float[] {0.30151135f, -0.30151135f}, Offset.offset(2e-7f));
  }

  @Test
  void layerNormalize_constantVector_isZero() {
    assertThat(Matryoshka.layerNormalize(new float[] {5, 5, 5})).containsExactly(0, 0, 0);
  }

  @Test
  void layerNormalize_randomVector_hasMeanZeroAndVarianceOne() {
    float[] normalized = Matryoshka.layerNormalize(random(768, 3));

    double mean = 0;
    for (float x : normalized) {
      mean += x / (double) normalized.length;
    }
    assertThat(mean).isCloseTo(0, Offset.offset(1e-6));
    assertThat(length(normalized) * length(normalized) / normalized.length)
        .isCloseTo(1, Offset.offset(1e-3));
  }

  @Test
  void takeAndLayerNormalize_input_isNotChanged() {
    float[] vector = random(32, 1);
    float[] before = vector.clone();

    Matryoshka.take(vector, 32, true);
    Matryoshka.take(vector, 8, true);
    Matryoshka.layerNormalize(vector);

    assertThat(vector).isEqualTo(before);
  }

  private static float[] random(int length, long seed) {
    var random = new Random(seed);
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) random.nextGaussian() + 0.3f;
    }
    return vector;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    return Math.sqrt(squares);
  }

  private static int[] bits(float[] vector) {
    int[] bits = new int[vector.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(vector[i]));
    return bits;
  }
}

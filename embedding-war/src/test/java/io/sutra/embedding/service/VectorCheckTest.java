package io.sutra.embedding.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.TextTokens;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorCheckTest {

  private static final ModelProfile PROFILE =
      new ModelProfile(
          "m", "0".repeat(64), 512, 30_522, List.of(384, 256), "", "", Optional.empty());

  private static boolean isSane(float[] numbers, int read, int whole) {
    var vector = new StoredVector(numbers, new TextTokens(read, whole), "f", Instant.MAX);
    return VectorCheck.isSane(vector, PROFILE);
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    Arrays.fill(numbers, 0.05f);
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 256, 384})
  void isSane_asManyNumbersAsTheModelHasOrFewer_isTrue(int count) {
    assertThat(isSane(numbers(count), 3, 3)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 385, 16_000})
  void isSane_moreNumbersThanTheModelHasOrNone_isFalse(int count) {
    assertThat(isSane(numbers(count), 3, 3)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void isSane_aNumberThatIsNotFinite_isFalse(float number) {
    float[] numbers = numbers(384);
    numbers[383] = number;
    assertThat(isSane(numbers, 3, 3)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, true", "512, 512, true", "512, 100000, true", "0, 0, false", "-5, 3, false"})
  void isSane_tokensThatATextCanHave(int read, int whole, boolean sane) {
    assertThat(isSane(numbers(384), read, whole)).isEqualTo(sane);
  }

  @ParameterizedTest
  @CsvSource({"513, 600", "4, 3", "3, -5", "3, 2000000000"})
  void isSane_tokensThatNoTextCanHave_isFalse(int read, int whole) {
    assertThat(isSane(numbers(384), read, whole)).isFalse();
  }

  @Test
  void isSane_allZeros_isTrue() {
    assertThat(isSane(new float[384], 3, 3)).isTrue();
  }
}

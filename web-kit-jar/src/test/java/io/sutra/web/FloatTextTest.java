package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloatTextTest {

  /** Coprime to the number of floats: the short form looks at every exponent and every low bit. */
  private static final int STEP = Boolean.getBoolean("sutra.full") ? 1 : 4_099;

  @ParameterizedTest
  @ValueSource(
      floats = {
        0f,
        -0f,
        1f,
        0.1f,
        0.5f,
        0.3f,
        100f,
        123f,
        999.9999f,
        1000f,
        0.001f,
        9.999999E-4f,
        1e-6f,
        1.5E-5f,
        0.01f,
        0.09f,
        0.99999994f,
        12.5f,
        16777216f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.MIN_NORMAL,
        Float.NaN,
        Float.NEGATIVE_INFINITY
      })
  void write_aSpecialNumber_isWhatThePlatformWrites(float number) {
    assertThat(text(number)).isEqualTo(Float.toString(number));
    assertThat(text(-number)).isEqualTo(Float.toString(-number));
  }

  @Test
  void write_numbersOfVectors_areWhatThePlatformWrites() {
    var random = new Random(7);
    for (int i = 0; i < 1_000_000; i++) {
      float number = (float) random.nextGaussian() / (1 << random.nextInt(12));
      assertThat(text(number)).isEqualTo(Float.toString(number));
    }
  }

  @Test
  void write_anyFloat_isWhatThePlatformWrites() {
    int cores = Runtime.getRuntime().availableProcessors();
    long wrong =
        IntStream.range(0, cores)
            .parallel()
            .mapToLong(
                core -> {
                  byte[] out = new byte[FloatText.LONGEST];
                  long differences = 0;
                  for (long bits = (long) core * STEP;
                      bits < 1L << 32;
                      bits += (long) cores * STEP) {
                    float number = Float.intBitsToFloat((int) bits);
                    int end = FloatText.write(number, out, 0);
                    String text = new String(out, 0, end, StandardCharsets.US_ASCII);
                    differences += text.equals(Float.toString(number)) ? 0 : 1;
                  }
                  return differences;
                })
            .sum();
    assertThat(wrong).isZero();
  }

  private static String text(float number) {
    byte[] out = new byte[FloatText.LONGEST + 3];
    int end = FloatText.write(number, out, 3);
    return new String(out, 3, end - 3, StandardCharsets.US_ASCII);
  }
}

package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorEncodingTest {

  private static String json(VectorEncoding encoding, float... vector) {
    return new String(encoding.json(vector), StandardCharsets.US_ASCII);
  }

  private static float[] random(int dimension) {
    var random = new Random(dimension);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Test
  void float_isAnArrayOfShortestNumbers() {
    assertThat(json(VectorEncoding.FLOAT, 0.1f, -2)).isEqualTo("[0.1,-2.0]");
  }

  @Test
  void base64_isLittleEndianFloat32WithPadding() {
    // 1.0f is 00 00 80 3f.
    assertThat(json(VectorEncoding.BASE64, 1)).isEqualTo("\"AACAPw==\"");

    float[] vector = random(384);
    String digits = json(VectorEncoding.BASE64, vector);
    var numbers =
        ByteBuffer.wrap(Base64.getDecoder().decode(digits.substring(1, digits.length() - 1)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] read = new float[numbers.remaining()];
    numbers.get(read);
    assertThat(read).isEqualTo(vector);
  }

  @Test
  void int8_scalesTheLargestMagnitudeTo127AndRoundsHalfToEven() {
    assertThat(json(VectorEncoding.INT8, -2, 1, 0.25f, 0)).isEqualTo("[-127,64,16,0]");
    assertThat(json(VectorEncoding.INT8, 127, 0.5f, 1.5f, -0.5f)).isEqualTo("[127,0,2,0]");
    assertThat(json(VectorEncoding.INT8, 0, 0)).isEqualTo("[0,0]");
    assertThat(json(VectorEncoding.INT8, Float.MIN_VALUE, -Float.MIN_VALUE))
        .isEqualTo("[127,-127]");
  }

  @Test
  void int8_keepsTheDirection() {
    float[] vector = random(384);
    String digits = json(VectorEncoding.INT8, vector);
    String[] numbers = digits.substring(1, digits.length() - 1).split(",", -1);
    double product = 0;
    double ofVector = 0;
    double ofNumbers = 0;
    for (int i = 0; i < vector.length; i++) {
      double number = Integer.parseInt(numbers[i]);
      product += number * vector[i];
      ofVector += (double) vector[i] * vector[i];
      ofNumbers += number * number;
    }
    assertThat(product / Math.sqrt(ofVector * ofNumbers)).isGreaterThan(0.999);
  }

  @Test
  void binary_packsSignsWithTheFirstInTheMostSignificantBit() {
    assertThat(json(VectorEncoding.BINARY, 1, -1, -1, -1, -1, -1, -1, 1)).isEqualTo("[129]");
    assertThat(json(VectorEncoding.BINARY, 0, 1, -0f, 1)).isEqualTo("[80]");
    assertThat(json(VectorEncoding.BINARY, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1)).isEqualTo("[255,64]");
  }

  @Test
  void uint8_isInt8Plus128() {
    assertThat(json(VectorEncoding.UINT8, -2, 1, 0.25f, 0)).isEqualTo("[1,192,144,128]");
    assertThat(json(VectorEncoding.UINT8, 0, 0)).isEqualTo("[128,128]");
    assertThat(json(VectorEncoding.UINT8, 1)).isEqualTo("[255]");
  }

  @Test
  void signedBinary_isBinaryLess128() {
    assertThat(json(VectorEncoding.SIGNED_BINARY, 1, -1, -1, -1, -1, -1, -1, 1)).isEqualTo("[1]");
    assertThat(json(VectorEncoding.SIGNED_BINARY, -1, -1)).isEqualTo("[-128]");
    assertThat(json(VectorEncoding.SIGNED_BINARY, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1))
        .isEqualTo("[127,-64]");
  }

  @ParameterizedTest
  @CsvSource({"float, FLOAT", "base64, BASE64", "int8, INT8", "binary, BINARY"})
  void of_name_isTheEncoding(String name, VectorEncoding encoding) {
    assertThat(VectorEncoding.of(name)).contains(encoding);
    assertThat(VectorEncoding.of("Float")).isEmpty();
  }
}

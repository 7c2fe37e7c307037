package io.sutra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.EmbedResponse;
import io.sutra.domain.TextTokens;
import io.sutra.domain.Tokenization;
import io.sutra.domain.Usage;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EmbedResponseWriterTest {

  private static final EmbedResponse TWO_VECTORS =
      new EmbedResponse(
          List.of(new float[] {0.5f, -0.25f}, new float[] {1f, 0f}),
          2,
          "a \"model\"",
          Duration.ofNanos(1_234_567),
          1,
          new Usage(7, 4),
          new Tokenization(8, "", List.of(new TextTokens(4, 4), new TextTokens(3, 3))),
          Duration.ZERO,
          Duration.ZERO);

  @Test
  void write_twoVectors_isExactlyTheContract() {
    assertThat(json(TWO_VECTORS))
        .isEqualTo(
            "{\"embeddings\":[[0.5,-0.25],[1.0,0.0]],\"dimension\":2,\"model\":\"a \\\"model\\\"\","
                + "\"processing_time_ms\":1.234,\"cached_count\":1,\"batch_size\":2,"
                + "\"usage\":{\"prompt_tokens\":7,\"computed_tokens\":4}}");
  }

  @Test
  void write_anyFiniteFloat_isReadBackToTheSameBits() throws IOException {
    float[] numbers = new float[40_000];
    var random = new Random(42);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (i % 4) {
            case 0 -> finite(random);
            case 1 -> Float.intBitsToFloat(random.nextInt() & 0x807f_ffff); // subnormal
            case 2 -> (float) random.nextGaussian() / 20;
            default -> Math.scalb(random.nextFloat(), -random.nextInt(149));
          };
    }
    numbers[0] = Float.MIN_VALUE;
    numbers[1] = -Float.MIN_VALUE;
    numbers[2] = Float.MIN_NORMAL;
    numbers[3] = Float.MAX_VALUE;
    numbers[4] = -Float.MAX_VALUE;
    numbers[5] = -0f;
    numbers[6] = Math.nextDown(Float.MIN_NORMAL);
    numbers[7] = Math.nextDown(1f);

    String[] written = numbersOf(json(answer(numbers)));

    assertThat(written).hasSize(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(Float.floatToRawIntBits(Float.parseFloat(written[i])))
          .as("%s, written as %s", numbers[i], written[i])
          .isEqualTo(Float.floatToRawIntBits(numbers[i]));
    }
  }

  @Test
  void write_number_isTheShortestThatReadsBack() {
    assertThat(numbersOf(json(answer(0.1f, 1.1f, 16_777_216f, Float.MIN_VALUE))))
        .containsExactly("0.1", "1.1", "1.6777216E7", "1.4E-45");
  }

  @Test
  void writeTo_answer_declaresItsLengthInBytes() throws IOException {
    var out = new ByteArrayOutputStream();
    var headers = new MultivaluedHashMap<String, Object>();

    new EmbedResponseWriter()
        .writeTo(
            TWO_VECTORS,
            EmbedResponse.class,
            EmbedResponse.class,
            new Annotation[0],
            MediaType.APPLICATION_JSON_TYPE,
            headers,
            out);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(json(TWO_VECTORS));
    assertThat(headers.getFirst("Content-Length")).isEqualTo(out.size());
  }

  @Test
  void milliseconds_duration_isCutToTheMicrosecond() {
    assertThat(EmbedBody.milliseconds(Duration.ofNanos(1_999))).isEqualTo(0.001);
    assertThat(EmbedBody.milliseconds(Duration.ofSeconds(3))).isEqualTo(3_000);
  }

  private static float finite(Random random) {
    float number;
    do {
      number = Float.intBitsToFloat(random.nextInt());
    } while (!Float.isFinite(number));
    return number;
  }

  private static EmbedResponse answer(float... numbers) {
    return new EmbedResponse(
        List.of(numbers),
        numbers.length,
        "m",
        Duration.ZERO,
        0,
        new Usage(1, 1),
        new Tokenization(8, "", List.of(new TextTokens(1, 1))),
        Duration.ZERO,
        Duration.ZERO);
  }

  private static String[] numbersOf(String json) {
    int start = json.indexOf("[[") + 2;
    return json.substring(start, json.indexOf("]]")).split(",", -1);
  }

  private static String json(EmbedResponse response) {
    var out = new ByteArrayOutputStream();
    try {
      new EmbedResponseWriter()
          .writeTo(
              response,
              EmbedResponse.class,
              EmbedResponse.class,
              new Annotation[0],
              MediaType.APPLICATION_JSON_TYPE,
              new MultivaluedHashMap<>(),
              out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}

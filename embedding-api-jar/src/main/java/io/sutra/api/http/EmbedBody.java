package io.sutra.api.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The answer of {@code POST /embed} as JSON in UTF-8, put together from vectors that are JSON
 * already: whoever answers the same vector often writes its digits once.
 */
public final class EmbedBody {

  private static final byte[] HEAD = "{\"embeddings\":[".getBytes(StandardCharsets.US_ASCII);

  private EmbedBody() {}

  /**
   * {@code vector} as a JSON array, each number in its shortest exact form.
   *
   * @param vector 1 or more finite numbers
   */
  public static byte[] vector(float[] vector) {
    byte[] out = new byte[2 + vector.length * (FloatText.LONGEST + 1)];
    int at = 0;
    out[at++] = '[';
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException("JSON has no form for " + number);
      }
      at = FloatText.write(number, out, at);
      out[at++] = ',';
    }
    // The last comma gives way to the bracket.
    out[at - 1] = ']';
    return Arrays.copyOf(out, at);
  }

  /**
   * The whole answer.
   *
   * @param vectors as {@link #vector} writes them, one per text
   */
  public static byte[] of(
      List<byte[]> vectors,
      int dimension,
      String model,
      Duration processingTime,
      int cachedCount,
      Usage usage) {
    byte[] tail =
        ("],\"dimension\":"
                + dimension
                + ",\"model\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(model))
                + "\",\"processing_time_ms\":"
                + milliseconds(processingTime)
                + ",\"cached_count\":"
                + cachedCount
                + ",\"batch_size\":"
                + vectors.size()
                + ",\"usage\":{\"prompt_tokens\":"
                + usage.promptTokens()
                + ",\"computed_tokens\":"
                + usage.computedTokens()
                + "}}")
            .getBytes(StandardCharsets.UTF_8);
    int commas = vectors.size() - 1;
    int size = HEAD.length + commas + tail.length;
    for (byte[] vector : vectors) {
      size += vector.length;
    }
    byte[] body = new byte[size];
    System.arraycopy(HEAD, 0, body, 0, HEAD.length);
    int at = HEAD.length;
    for (byte[] vector : vectors) {
      if (at > HEAD.length) {
        body[at++] = ',';
      }
      System.arraycopy(vector, 0, body, at, vector.length);
      at += vector.length;
    }
    System.arraycopy(tail, 0, body, at, tail.length);
    return body;
  }

  /** The whole answer. */
  static byte[] of(EmbedResponse response) {
    return of(
        response.embeddings().stream().map(EmbedBody::vector).toList(),
        response.dimension(),
        response.model(),
        response.processingTime(),
        response.cachedCount(),
        response.usage());
  }

  /** To the microsecond; more digits would only be noise. */
  public static double milliseconds(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0;
  }
}

package io.sutra.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The answer of {@code POST /embed} as JSON in UTF-8, put together from vectors that are JSON
 * already: whoever answers the same vector often writes its digits once.
 */
public final class EmbedBody {

  /** "-0.012345678,": what one number takes, generously. */
  private static final int BYTES_PER_NUMBER = 14;

  private static final byte[] HEAD = "{\"embeddings\":[".getBytes(StandardCharsets.US_ASCII);

  private EmbedBody() {}

  /**
   * {@code vector} as a JSON array, each number in its shortest exact form.
   *
   * @param vector finite numbers
   */
  public static byte[] vector(float[] vector) {
    var out = new ByteArrayOutputStream(vector.length * BYTES_PER_NUMBER);
    try (JsonGenerator json = StrictJson.FACTORY.createGenerator(out)) {
      json.writeStartArray();
      for (float number : vector) {
        json.writeNumber(number);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return out.toByteArray();
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

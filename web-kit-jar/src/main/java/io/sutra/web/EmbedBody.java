package io.sutra.web;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sutra.domain.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
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
   * The whole answer, all at once.
   *
   * @param vectors as {@link #vector} writes them, one per text
   * @param tail as {@link #tail} writes it
   */
  public static byte[] whole(List<byte[]> vectors, byte[] tail) {
    int size = HEAD.length + vectors.size() - 1 + tail.length;
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

  /**
   * The whole answer, a vector at a time.
   *
   * @param vectors as {@link #vector} writes them, one per text
   * @param tail as {@link #tail} writes it
   */
  public static void write(Iterator<byte[]> vectors, byte[] tail, OutputStream out)
      throws IOException {
    out.write(HEAD);
    while (vectors.hasNext()) {
      out.write(vectors.next());
      if (vectors.hasNext()) {
        out.write(',');
      }
    }
    out.write(tail);
  }

  /** What follows the last vector. */
  public static byte[] tail(
      int dimension,
      String model,
      Duration processingTime,
      int cachedCount,
      int batchSize,
      Usage usage) {
    return ("],\"dimension\":"
            + dimension
            + ",\"model\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(model))
            + "\",\"processing_time_ms\":"
            + milliseconds(processingTime)
            + ",\"cached_count\":"
            + cachedCount
            + ",\"batch_size\":"
            + batchSize
            + ",\"usage\":{\"prompt_tokens\":"
            + usage.promptTokens()
            + ",\"computed_tokens\":"
            + usage.computedTokens()
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** To the microsecond; more digits would only be noise. */
  public static double milliseconds(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0;
  }
}

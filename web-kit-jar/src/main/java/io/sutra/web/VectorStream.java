package io.sutra.web;

import io.sutra.domain.TextTokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The vectors of one request as one service sends them to another: numbers, not digits, each as
 * soon as it is computed. So whoever waits for one text need not wait for the others, and what was
 * computed before a failure is not lost. The beginning says all that decides where a vector may be
 * remembered, so that it can be kept under the model that computed it while two models run side by
 * side.
 *
 * <p>All numbers are little-endian:
 *
 * <pre>
 * the beginning
 *      0     4  magic, "SUV2" read as bytes
 *      4     4  n, the number of texts
 *      8     4  d, numbers per vector
 *     12     4  the model's window in tokens
 *     16     4  p, bytes of the prefix
 *     20     p  the prefix that was put before each text, UTF-8
 * then for each text that was computed, in the order in which they were
 *      0     4  its index in the request, 0 to n-1
 *      4     4  tokens that the model read
 *      8     4  tokens of the whole text
 *     12    4d  its vector, float32
 * then the end
 *      0     4  -1
 *      4     8  nanoseconds that a text waited, at most
 *     12     8  nanoseconds that a batch took, at most
 *     20     4  HTTP status: 200 when all n are there, else that of the error
 *     24     8  milliseconds after which to ask again, -1 when unknown
 *     32     4  e, bytes of the error
 *     36     e  the error as {@link ErrorBody} writes it; none with 200
 * </pre>
 */
public final class VectorStream {

  /** What a caller accepts when it wants this form. */
  public static final String MEDIA_TYPE = "application/vnd.sutra.vectors";

  /** The status of an end after which nothing is missing. */
  public static final int COMPLETE = 200;

  static final int MAGIC = 0x3256_5553;
  static final int BEGINNING = 20;
  static final int RECORD = 12;
  static final int END = 36;
  static final int END_MARK = -1;
  static final long UNKNOWN_WAIT = -1;

  private VectorStream() {}

  /**
   * What holds for all vectors of a stream.
   *
   * @param texts how many were asked for
   * @param dimension numbers per vector
   * @param window the most tokens that the model reads of a text
   * @param prefix that was put before each text; may be empty
   */
  public record Beginning(int texts, int dimension, int window, String prefix) {}

  /**
   * How a stream ended.
   *
   * @param queueTime the longest that a text waited
   * @param inferenceTime the longest batch
   * @param status {@value #COMPLETE}, or that of the error that kept the rest from coming
   * @param retryAfter when to ask again, if that helps
   * @param error as {@link ErrorBody} writes it; empty with {@value #COMPLETE}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record End(
      Duration queueTime,
      Duration inferenceTime,
      int status,
      Optional<Duration> retryAfter,
      byte[] error) {}

  /** The bytes of the beginning. */
  public static byte[] beginning(Beginning beginning) {
    byte[] prefix = beginning.prefix().getBytes(StandardCharsets.UTF_8);
    return buffer(BEGINNING + prefix.length)
        .putInt(MAGIC)
        .putInt(beginning.texts())
        .putInt(beginning.dimension())
        .putInt(beginning.window())
        .putInt(prefix.length)
        .put(prefix)
        .array();
  }

  /** The bytes of one text's vector. */
  public static byte[] vector(int index, TextTokens tokens, float[] vector) {
    byte[] bytes = new byte[RECORD + vector.length * Float.BYTES];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(index)
        .putInt(tokens.read())
        .putInt(tokens.whole())
        .asFloatBuffer()
        .put(vector);
    return bytes;
  }

  /** The bytes of the end. */
  public static byte[] end(End end) {
    return buffer(END + end.error().length)
        .putInt(END_MARK)
        .putLong(end.queueTime().toNanos())
        .putLong(end.inferenceTime().toNanos())
        .putInt(end.status())
        .putLong(end.retryAfter().map(Duration::toMillis).orElse(UNKNOWN_WAIT))
        .putInt(end.error().length)
        .put(end.error())
        .array();
  }

  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}

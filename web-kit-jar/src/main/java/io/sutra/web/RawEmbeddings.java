package io.sutra.web;

import io.sutra.domain.TextTokens;
import io.sutra.domain.Tokenization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors as one service gives them to another: numbers, not digits. The answer says all that
 * decides where a vector may be remembered, so that it can be kept under the model that really
 * computed it while two models run side by side.
 *
 * <p>All numbers are little-endian:
 *
 * <pre>
 * offset  size
 *      0     4  magic, "SUV1" read as bytes
 *      4     4  n, the number of texts
 *      8     4  d, numbers per vector
 *     12     4  the model's window in tokens
 *     16     4  p, bytes of the prefix
 *     20     p  the prefix that was put before each text, UTF-8
 *   20+p    8n  per text: tokens that the model read, tokens of the whole text
 *      …   4nd  the vectors, float32
 * </pre>
 *
 * @param vectors one {@code float[dimension]} per text, in the order asked
 * @param dimension numbers per vector
 * @param tokenization of each text
 */
public record RawEmbeddings(List<float[]> vectors, int dimension, Tokenization tokenization) {

  /** What a caller accepts when it wants this form. */
  public static final String MEDIA_TYPE = "application/vnd.sutra.float32";

  private static final int MAGIC = 0x3156_5553;
  private static final int FIXED_HEADER = 20;

  public RawEmbeddings {
    vectors = List.copyOf(vectors);
    if (vectors.size() != tokenization.texts().size()) {
      throw new IllegalArgumentException("each vector needs the tokens of its text");
    }
  }

  /** The bytes of the answer. */
  public byte[] toBytes() {
    byte[] prefixBytes = tokenization.prefix().getBytes(StandardCharsets.UTF_8);
    int size =
        FIXED_HEADER
            + prefixBytes.length
            + vectors.size() * (2 * Integer.BYTES + dimension * Float.BYTES);
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(vectors.size()).putInt(dimension).putInt(tokenization.window());
    out.putInt(prefixBytes.length).put(prefixBytes);
    for (TextTokens text : tokenization.texts()) {
      out.putInt(text.read()).putInt(text.whole());
    }
    for (float[] vector : vectors) {
      out.asFloatBuffer().put(vector, 0, dimension);
      out.position(out.position() + dimension * Float.BYTES);
    }
    return out.array();
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException when the bytes are not such an answer, whole
   */
  public static RawEmbeddings parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    check(in.remaining() >= FIXED_HEADER && in.getInt() == MAGIC, "it has another format");
    int count = in.getInt();
    int dimension = in.getInt();
    int window = in.getInt();
    int prefixBytes = in.getInt();
    long expected =
        FIXED_HEADER
            + (long) prefixBytes
            + (long) count * (2 * Integer.BYTES + (long) dimension * Float.BYTES);
    check(
        count > 0 && dimension > 0 && prefixBytes >= 0 && expected == bytes.length,
        "its length is wrong");
    String prefix = new String(bytes, in.position(), prefixBytes, StandardCharsets.UTF_8);
    in.position(in.position() + prefixBytes);
    List<TextTokens> tokens = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tokens.add(new TextTokens(in.getInt(), in.getInt()));
    }
    List<float[]> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = new float[dimension];
      in.asFloatBuffer().get(vector);
      in.position(in.position() + dimension * Float.BYTES);
      vectors.add(vector);
    }
    return new RawEmbeddings(vectors, dimension, new Tokenization(window, prefix, tokens));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("not an answer with raw vectors: " + otherwise);
    }
  }
}

package io.sutra.embedding.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The answer of {@code POST /v1/embeddings} as JSON in UTF-8, put together from vectors that are
 * JSON already:
 *
 * <pre>
 * {"object":"list","data":[{"object":"embedding","index":0,"embedding":…},…],
 *  "model":"…","usage":{"prompt_tokens":7,"total_tokens":7}}
 * </pre>
 */
final class EmbeddingsBody {

  private static final byte[] HEAD = ascii("{\"object\":\"list\",\"data\":[");
  private static final byte[] INDEX = ascii("{\"object\":\"embedding\",\"index\":");
  private static final byte[] VECTOR = ascii(",\"embedding\":");
  private static final int LONGEST_INDEX = 10;

  private EmbeddingsBody() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The whole answer, all at once, from one JSON value per text. */
  static byte[] whole(List<byte[]> vectors, byte[] tail) {
    int size = HEAD.length + tail.length;
    for (byte[] vector : vectors) {
      size += vector.length + INDEX.length + LONGEST_INDEX + VECTOR.length + 2;
    }
    byte[] body = new byte[size];
    int at = append(HEAD, body, 0);
    for (int index = 0; index < vectors.size(); index++) {
      if (index > 0) {
        body[at++] = ',';
      }
      at = append(INDEX, body, at);
      at = append(ascii(Integer.toString(index)), body, at);
      at = append(VECTOR, body, at);
      at = append(vectors.get(index), body, at);
      body[at++] = '}';
    }
    at = append(tail, body, at);
    return Arrays.copyOf(body, at);
  }

  private static int append(byte[] part, byte[] body, int at) {
    System.arraycopy(part, 0, body, at, part.length);
    return at + part.length;
  }

  /** The whole answer, a vector at a time. */
  static void write(Iterator<byte[]> vectors, byte[] tail, OutputStream out) throws IOException {
    out.write(HEAD);
    for (int index = 0; vectors.hasNext(); index++) {
      if (index > 0) {
        out.write(',');
      }
      out.write(INDEX);
      out.write(ascii(Integer.toString(index)));
      out.write(VECTOR);
      out.write(vectors.next());
      out.write('}');
    }
    out.write(tail);
  }

  /** What follows the last vector. */
  static byte[] tail(String model, int promptTokens) {
    return ("],\"model\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(model))
            + "\",\"usage\":{\"prompt_tokens\":"
            + promptTokens
            + ",\"total_tokens\":"
            + promptTokens
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}

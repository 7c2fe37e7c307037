package io.sutra.embedding.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer that is no list of vectors.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param headers beside those that every answer has
 * @param content the body
 */
public record Reply(int status, String contentType, Map<String, String> headers, Content content) {

  /** The body of an answer. */
  public sealed interface Content permits Whole, Written {}

  /** A body that is there; not to be changed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Whole(byte[] bytes) implements Content {}

  /** A body that is sent while it is made. */
  @FunctionalInterface
  public non-sealed interface Written extends Content {
    void write(OutputStream out) throws IOException;
  }

  /** Copies the map. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** JSON, as it stands. */
  public static Reply json(int status, byte[] json) {
    return new Reply(status, "application/json", Map.of(), new Whole(json));
  }

  /** A success. */
  public static Reply json(String json) {
    return json(200, json.getBytes(StandardCharsets.UTF_8));
  }
}

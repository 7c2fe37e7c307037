package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The path of a request as it was sent: what is percent-encoded is decoded once, and strictly. */
final class RequestPath {

  private RequestPath() {}

  /**
   * A part of a path, decoded.
   *
   * @throws EmbeddingException when a percent sign begins no byte, or the bytes are no UTF-8
   */
  static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    var decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
      } else {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw unreadable();
        }
        decoded.write(high << 4 | low);
        i += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw unreadable();
    }
  }

  private static EmbeddingException unreadable() {
    return EmbeddingException.invalid(
        "invalid_path", "The path of the address is not UTF-8 in percent-encoding.");
  }

  /** The path with one slash where there were several, and none at its end. */
  static String tidy(String path) {
    String single = path.replaceAll("/{2,}", "/");
    return single.length() > 1 && single.endsWith("/")
        ? single.substring(0, single.length() - 1)
        : single;
  }
}

package io.sutra.embedding.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lines of UTF-8 out of a stream of any length, holding one line at a time. A line ends with LF or
 * CRLF. Not thread-safe.
 */
final class LineReader {

  /** What some editors write before UTF-8; it is no part of the first line (RFC 3629, 6). */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final long longest;
  private boolean first = true;

  /** A line of more than {@code longest} bytes is read to its end and counts as unreadable. */
  LineReader(InputStream in, long longest) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.longest = longest;
  }

  /**
   * One line.
   *
   * @param text without its end; empty when it is too long or not valid UTF-8
   */
  record Line(Optional<String> text) {}

  /** The next line, or empty at the end. */
  Optional<Line> next() throws IOException {
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    var bytes = new ByteArrayOutputStream(256);
    boolean tooLong = false;
    while (read >= 0 && read != '\n') {
      if (bytes.size() < longest) {
        bytes.write(read);
      } else {
        tooLong = true;
      }
      read = in.read();
    }
    Optional<String> text = tooLong ? Optional.empty() : decode(bytes.toByteArray());
    if (first) {
      first = false;
      text = text.map(LineReader::withoutMark);
    }
    return Optional.of(new Line(text));
  }

  private static String withoutMark(String line) {
    return line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
  }

  private static Optional<String> decode(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}

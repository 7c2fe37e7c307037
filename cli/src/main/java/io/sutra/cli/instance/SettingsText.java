package io.sutra.cli.instance;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of a file of settings. Immutable.
 *
 * @param lines each with what ends it
 * @param isUtf8 false when bytes had to be replaced
 * @param unreadable why it could not be read; it then has no lines
 */
record SettingsText(List<String> lines, boolean isUtf8, Optional<String> unreadable) {

  /** Between two lines; each keeps what ends it. */
  private static final Pattern LINE_END = Pattern.compile("(?<=\n)|(?<=\r)(?!\n)");

  /** What some editors put before the text of a file in UTF-8. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static final SettingsText NONE = new SettingsText(List.of(), true, Optional.empty());

  SettingsText {
    lines = List.copyOf(lines);
  }

  static SettingsText of(byte[] bytes) {
    String text;
    boolean isUtf8 = true;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      isUtf8 = false;
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    return new SettingsText(linesOf(text), isUtf8, Optional.empty());
  }

  SettingsText with(List<String> others) {
    return new SettingsText(others, isUtf8, unreadable);
  }

  /** What ends a line of this file. */
  String lineEnd() {
    return !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** The lines of {@code text}. */
  static List<String> linesOf(String text) {
    return text.isEmpty() ? List.of() : List.of(LINE_END.split(text));
  }

  static boolean isBlankOrComment(String line) {
    String text = line.strip();
    return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
  }

  /** A line goes on in the next one when an odd number of backslashes ends it. */
  static boolean goesOn(String line) {
    int end = withoutEnd(line).length();
    int count = 0;
    while (count < end && line.charAt(end - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  static String withoutEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    return line.substring(0, end);
  }
}

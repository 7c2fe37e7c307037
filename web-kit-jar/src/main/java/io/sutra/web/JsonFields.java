package io.sutra.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the values of a body's fields, each with an error that names the field. The parser stands
 * on the value.
 */
public final class JsonFields {

  /** Enough to recognise a mistyped field, too little to carry a text into a message. */
  private static final int LONGEST_FIELD_NAME_SHOWN = 40;

  private JsonFields() {}

  /** A string. */
  public static String readString(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw EmbeddingException.invalid(name, "invalid_type", "'" + name + "' must be a string.");
    }
    return parser.getText();
  }

  /** A string that can be embedded: not empty, and well-formed Unicode. */
  public static String readText(String name, JsonParser parser) throws IOException {
    String text = readString(name, parser);
    if (text.isEmpty()) {
      throw EmbeddingException.invalid(
          name, "empty_string", "'" + name + "' is an empty string; a text needs a character.");
    }
    if (hasUnpairedSurrogate(text)) {
      throw EmbeddingException.invalid(
          name,
          "invalid_unicode",
          "'" + name + "' is not valid Unicode: it has an unpaired surrogate.");
    }
    return text;
  }

  /** An array of texts, 1 or more. */
  public static List<String> readTexts(String name, JsonParser parser, RequestLimits limits)
      throws IOException {
    return readArray(
        name,
        "'" + name + "' must be an array of strings.",
        parser,
        limits.maximumTexts(),
        index -> readText(name + "[" + index + "]", parser));
  }

  /** Reads one element of an array, on which the parser stands. */
  @FunctionalInterface
  interface ElementReader<T> {
    T read(int index) throws IOException;
  }

  /** An array with one element a text, 1 or more. */
  static <T> List<T> readArray(
      String name, String otherwise, JsonParser parser, int most, ElementReader<T> element)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw EmbeddingException.invalid(name, "invalid_type", otherwise);
    }
    List<T> read = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (read.size() == most) {
        throw tooManyTexts(name, most);
      }
      read.add(element.read(read.size()));
    }
    if (read.isEmpty()) {
      throw EmbeddingException.invalid(
          name, "empty_array", "'" + name + "' is empty; it must hold at least one text.");
    }
    return read;
  }

  /** The error for an array with more than {@code most} texts. */
  public static EmbeddingException tooManyTexts(String name, int most) {
    return EmbeddingException.invalid(
        name,
        "too_many_texts",
        "'" + name + "' holds more than " + most + " texts, the most of one request.");
  }

  /** True or false. */
  public static boolean readBoolean(String name, JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw EmbeddingException.invalid(
              name, "invalid_type", "'" + name + "' must be true or false.");
    };
  }

  /** How many numbers a vector shall have. */
  public static int readDimension(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT) {
      return parser.getIntValue();
    }
    // Some languages have one type for all numbers.
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      double number = parser.getDoubleValue();
      if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw EmbeddingException.invalid(
        name, "invalid_type", "'" + name + "' must be a whole number, one that /info lists.");
  }

  /** What a text is for. */
  public static InputType readInputType(String name, JsonParser parser) throws IOException {
    return InputType.of(readString(name, parser))
        .orElseThrow(
            () ->
                EmbeddingException.invalid(
                    name, "invalid_value", "'" + name + "' must be \"query\" or \"document\"."));
  }

  /** The error for a field that is not one of {@code allowed}. */
  public static EmbeddingException unknown(String field, String allowed) {
    String shown = shown(field);
    return EmbeddingException.invalid(
        shown,
        "unknown_field",
        "The field '" + shown + "' is unknown. Allowed are " + allowed + ".");
  }

  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static String shown(String field) {
    String head =
        field.length() <= LONGEST_FIELD_NAME_SHOWN
            ? field
            : field.substring(0, LONGEST_FIELD_NAME_SHOWN) + "…";
    // Half a surrogate pair, the caller's or one cut here, would spoil the JSON of the error.
    return new String(head.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}

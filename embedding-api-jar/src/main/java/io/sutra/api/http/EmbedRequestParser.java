package io.sutra.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.api.EmbeddingException;
import io.sutra.api.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Parses the body of {@code POST /embed}, one field at a time, so that every error can name its
 * field.
 */
public final class EmbedRequestParser {

  private static final String FIELDS =
      "texts, dimension, normalize, input_type, model and truncate";

  /** Enough to recognise a mistyped field, too little to carry a text into a message. */
  private static final int LONGEST_FIELD_NAME_SHOWN = 40;

  private @Nullable List<String> texts;
  private OptionalInt dimension = OptionalInt.empty();
  private boolean normalize = true;
  private Optional<InputType> inputType = Optional.empty();
  private Optional<String> model = Optional.empty();
  private boolean truncate = true;

  private final RequestLimits limits;

  private EmbedRequestParser(RequestLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads one request.
   *
   * @throws EmbeddingException when the body breaks the contract; the message says what is allowed
   * @throws IOException when the connection fails
   */
  public static EmbedRequest parse(InputStream body, RequestLimits limits) throws IOException {
    return StrictJson.read(
        body, limits.maximumBodyBytes(), parser -> new EmbedRequestParser(limits).read(parser));
  }

  private EmbedRequest read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EmbeddingException.invalid(
          null, "invalid_type", "The body must be a JSON object with the field 'texts'.");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field, parser);
    }
    if (texts == null) {
      throw EmbeddingException.invalid(
          "texts", "missing_field", "The field 'texts' is required: an array of strings.");
    }
    return new EmbedRequest(texts, dimension, normalize, inputType, model, truncate);
  }

  private void readField(String field, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && isOptional(field)) {
      return;
    }
    switch (field) {
      case "texts" -> texts = readTexts(parser);
      case "dimension" -> dimension = OptionalInt.of(readDimension(parser));
      case "normalize" -> normalize = readBoolean(field, parser);
      case "truncate" -> truncate = readBoolean(field, parser);
      case "model" -> model = Optional.of(readString(field, parser));
      case "input_type" ->
          inputType =
              Optional.of(
                  InputType.of(readString(field, parser))
                      .orElseThrow(
                          () ->
                              EmbeddingException.invalid(
                                  field,
                                  "invalid_value",
                                  "'input_type' must be \"query\" or \"document\".")));
      default ->
          throw EmbeddingException.invalid(
              shown(field),
              "unknown_field",
              "The field '" + shown(field) + "' is unknown. Allowed are " + FIELDS + ".");
    }
  }

  private static boolean isOptional(String field) {
    return switch (field) {
      case "dimension", "normalize", "truncate", "model", "input_type" -> true;
      default -> false;
    };
  }

  private List<String> readTexts(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw EmbeddingException.invalid(
          "texts", "invalid_type", "'texts' must be an array of strings.");
    }
    List<String> read = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (read.size() == limits.maximumTexts()) {
        throw EmbeddingException.invalid(
            "texts",
            "too_many_texts",
            "'texts' holds more than "
                + limits.maximumTexts()
                + " texts, the most of one request.");
      }
      read.add(readText("texts[" + read.size() + "]", parser));
    }
    if (read.isEmpty()) {
      throw EmbeddingException.invalid(
          "texts", "empty_array", "'texts' is empty; it must hold at least one text.");
    }
    return read;
  }

  private static String readText(String name, JsonParser parser) throws IOException {
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

  private static int readDimension(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT) {
      return parser.getIntValue();
    }
    throw EmbeddingException.invalid(
        "dimension", "invalid_type", "'dimension' must be a whole number, one that /info lists.");
  }

  private static boolean readBoolean(String field, JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw EmbeddingException.invalid(
              field, "invalid_type", "'" + field + "' must be true or false.");
    };
  }

  private static String readString(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw EmbeddingException.invalid(name, "invalid_type", "'" + name + "' must be a string.");
    }
    return parser.getText();
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

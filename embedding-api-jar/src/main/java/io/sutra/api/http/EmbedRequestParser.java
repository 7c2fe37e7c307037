package io.sutra.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.api.EmbeddingException;
import io.sutra.api.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
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
      case "dimension" -> dimension = OptionalInt.of(JsonFields.readDimension(field, parser));
      case "normalize" -> normalize = JsonFields.readBoolean(field, parser);
      case "truncate" -> truncate = JsonFields.readBoolean(field, parser);
      case "model" -> model = Optional.of(JsonFields.readString(field, parser));
      case "input_type" -> inputType = Optional.of(JsonFields.readInputType(field, parser));
      default -> throw JsonFields.unknown(field, FIELDS);
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
      read.add(JsonFields.readText("texts[" + read.size() + "]", parser));
    }
    if (read.isEmpty()) {
      throw EmbeddingException.invalid(
          "texts", "empty_array", "'texts' is empty; it must hold at least one text.");
    }
    return read;
  }
}

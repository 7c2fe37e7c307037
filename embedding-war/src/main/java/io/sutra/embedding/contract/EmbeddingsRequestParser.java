package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import io.sutra.web.JsonFields;
import io.sutra.web.TokenIdsReader;
import io.sutra.web.VectorEncoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Parses the body of {@code POST /v1/embeddings}: OpenAI's fields {@code input}, {@code model},
 * {@code dimensions}, {@code encoding_format} and {@code user}, and beyond them {@code input_type}
 * and {@code truncate} as in {@code /embed}. A field that may be left out may also be null, which
 * some clients send.
 */
final class EmbeddingsRequestParser {

  private static final String FIELDS =
      "input, model, dimensions, encoding_format, user, input_type and truncate";

  private final RequestLimits limits;
  private @Nullable EmbedInput input;
  private @Nullable String model;
  private OptionalInt dimensions = OptionalInt.empty();
  private VectorEncoding encoding = VectorEncoding.FLOAT;
  private Optional<InputType> inputType = Optional.empty();
  private boolean truncate = true;
  private boolean single;

  private EmbeddingsRequestParser(RequestLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads one request.
   *
   * @throws EmbeddingException when the body breaks the contract; the message says what is allowed
   * @throws IOException when it is not JSON
   */
  static EmbeddingsRequestParser read(JsonParser parser, RequestLimits limits) throws IOException {
    var body = new EmbeddingsRequestParser(limits);
    body.read(parser);
    return body;
  }

  /** The same in the domain's words. */
  EmbedRequest request() {
    return new EmbedRequest(
        Objects.requireNonNull(input),
        dimensions,
        true,
        inputType,
        Optional.ofNullable(model),
        truncate);
  }

  /** The encoding of the vectors in the answer. */
  VectorEncoding encoding() {
    return encoding;
  }

  /** Whether the input is one text, outside any array of texts. */
  boolean isSingle() {
    return single;
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EmbeddingException.invalid(
          "invalid_type", "The body must be a JSON object with 'input' and 'model'.");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field, parser);
    }
    if (input == null) {
      throw EmbeddingException.invalid(
          "input",
          "missing_field",
          "The field 'input' is required: a string, an array of strings, an array of token ids, or"
              + " an array of such arrays.");
    }
    if (model == null) {
      throw EmbeddingException.invalid(
          "model",
          "missing_field",
          "You must provide a model: the field 'model' is required. /v1/models lists what is"
              + " served.");
    }
  }

  private void readField(String field, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && !isRequired(field)) {
      return;
    }
    switch (field) {
      case "input" -> input = readInput(parser);
      case "model" -> model = JsonFields.readString(field, parser);
      case "dimensions" -> dimensions = OptionalInt.of(JsonFields.readDimension(field, parser));
      case "encoding_format" -> encoding = readEncoding(field, parser);
      // Who asks on whose behalf is nothing that this service keeps.
      case "user" -> JsonFields.readString(field, parser);
      case "input_type" -> inputType = Optional.of(JsonFields.readInputType(field, parser));
      case "truncate" -> truncate = JsonFields.readBoolean(field, parser);
      default -> throw JsonFields.unknown(field, FIELDS);
    }
  }

  /** Clients send null for what they leave out, known here or not. */
  private static boolean isRequired(String field) {
    return field.equals("input") || field.equals("model");
  }

  private static VectorEncoding readEncoding(String field, JsonParser parser) throws IOException {
    return VectorEncoding.of(JsonFields.readString(field, parser))
        .orElseThrow(
            () ->
                EmbeddingException.invalid(
                    field,
                    "invalid_value",
                    "'encoding_format' must be \"float\", \"base64\", \"int8\" or \"binary\"."));
  }

  private EmbedInput readInput(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> {
        single = true;
        yield new EmbedInput.Texts(List.of(JsonFields.readText("input", parser)));
      }
      case START_ARRAY -> readArray(parser);
      default ->
          throw EmbeddingException.invalid(
              "input",
              "invalid_type",
              "'input' must be a string, an array of strings, an array of token ids, or an array of"
                  + " such arrays.");
    };
  }

  /** The first element says what kind of array it is. */
  private EmbedInput readArray(JsonParser parser) throws IOException {
    var ids = new TokenIdsReader(limits.maximumTokens());
    return switch (parser.nextToken()) {
      case END_ARRAY ->
          throw EmbeddingException.invalid(
              "input", "empty_array", "'input' is empty; it must hold at least one text.");
      case VALUE_NUMBER_INT -> {
        single = true;
        yield new EmbedInput.Tokens(List.of(ids.readElements("input", parser)));
      }
      case START_ARRAY ->
          new EmbedInput.Tokens(readElements(parser, name -> readTokens(name, ids, parser)));
      default ->
          new EmbedInput.Texts(readElements(parser, name -> JsonFields.readText(name, parser)));
    };
  }

  private static TokenIds readTokens(String name, TokenIdsReader ids, JsonParser parser)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw EmbeddingException.invalid(
          name, "invalid_type", "'" + name + "' must be an array of token ids, as the first is.");
    }
    parser.nextToken();
    return ids.readElements(name, parser);
  }

  @FunctionalInterface
  private interface ElementReader<T> {
    T read(String name) throws IOException;
  }

  private <T> List<T> readElements(JsonParser parser, ElementReader<T> element) throws IOException {
    List<T> read = new ArrayList<>();
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (read.size() == limits.maximumTexts()) {
        throw JsonFields.tooManyTexts("input", limits.maximumTexts());
      }
      read.add(element.read("input[" + read.size() + "]"));
      parser.nextToken();
    }
    return read;
  }
}

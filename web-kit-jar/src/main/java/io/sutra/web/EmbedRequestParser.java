package io.sutra.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
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
      "texts, tokens, dimension, normalize, input_type, model and truncate";

  private @Nullable EmbedInput input;
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
    return StrictJson.read(body, limits.maximumBodyBytes(), parser -> read(parser, limits));
  }

  /**
   * Reads one request from a parser that stands on its first token.
   *
   * @throws EmbeddingException when the body breaks the contract; the message says what is allowed
   * @throws IOException when it is not JSON
   */
  public static EmbedRequest read(JsonParser parser, RequestLimits limits) throws IOException {
    return new EmbedRequestParser(limits).read(parser);
  }

  private EmbedRequest read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EmbeddingException.invalid(
          "invalid_type", "The body must be a JSON object with the field 'texts'.");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field, parser);
    }
    if (input == null) {
      throw EmbeddingException.invalid(
          "texts", "missing_field", "The field 'texts' is required: an array of strings.");
    }
    return new EmbedRequest(input, dimension, normalize, inputType, model, truncate);
  }

  private void readField(String field, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && !isInput(field)) {
      return;
    }
    switch (field) {
      case "texts" -> setInput(new EmbedInput.Texts(JsonFields.readTexts("texts", parser, limits)));
      case "tokens" -> setInput(new EmbedInput.Tokens(readTokens(parser)));
      case "dimension" -> dimension = OptionalInt.of(JsonFields.readDimension(field, parser));
      case "normalize" -> normalize = JsonFields.readBoolean(field, parser);
      case "truncate" -> truncate = JsonFields.readBoolean(field, parser);
      case "model" -> model = Optional.of(JsonFields.readString(field, parser));
      case "input_type" -> inputType = Optional.of(JsonFields.readInputType(field, parser));
      default -> throw JsonFields.unknown(field, FIELDS);
    }
  }

  private void setInput(EmbedInput read) {
    if (input != null) {
      throw EmbeddingException.invalid(
          "tokens", "conflicting_fields", "Send either 'texts' or 'tokens', not both.");
    }
    input = read;
  }

  private List<EmbedInput.TokenIds> readTokens(JsonParser parser) throws IOException {
    var ids = new TokenIdsReader(limits.maximumTokens());
    return JsonFields.readArray(
        "tokens",
        "'tokens' must be an array of arrays of token ids.",
        parser,
        limits.maximumTexts(),
        index -> {
          String name = "tokens[" + index + "]";
          if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw EmbeddingException.invalid(
                name, "invalid_type", "'" + name + "' must be an array of token ids.");
          }
          parser.nextToken();
          return ids.readElements(name, parser);
        });
  }

  /** Clients send null for what they leave out, known here or not. */
  private static boolean isInput(String field) {
    return field.equals("texts") || field.equals("tokens");
  }
}

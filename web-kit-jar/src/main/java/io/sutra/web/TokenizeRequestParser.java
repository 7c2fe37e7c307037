package io.sutra.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.TokenizeRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the body of {@code POST /tokenize}. */
public final class TokenizeRequestParser {

  private static final String FIELDS = "texts, input_type and model";

  private TokenizeRequestParser() {}

  /**
   * Reads one request.
   *
   * @throws EmbeddingException when the body breaks the contract; the message says what is allowed
   * @throws IOException when the connection fails
   */
  public static TokenizeRequest parse(InputStream body, RequestLimits limits) throws IOException {
    return StrictJson.read(body, limits.maximumBodyBytes(), parser -> read(parser, limits));
  }

  private static TokenizeRequest read(JsonParser parser, RequestLimits limits) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw EmbeddingException.invalid(
          "invalid_type", "The body must be a JSON object with the field 'texts'.");
    }
    @Nullable List<String> texts = null;
    Optional<InputType> inputType = Optional.empty();
    Optional<String> model = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
      switch (field) {
        case "texts" -> texts = JsonFields.readTexts(field, parser, limits);
        case "input_type" ->
            inputType =
                isNull ? Optional.empty() : Optional.of(JsonFields.readInputType(field, parser));
        case "model" ->
            model = isNull ? Optional.empty() : Optional.of(JsonFields.readString(field, parser));
        default -> {
          if (!isNull) {
            throw JsonFields.unknown(field, FIELDS);
          }
        }
      }
    }
    if (texts == null) {
      throw EmbeddingException.invalid(
          "texts", "missing_field", "The field 'texts' is required: an array of strings.");
    }
    return new TokenizeRequest(texts, inputType, model);
  }
}

package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbeddingException;
import io.sutra.web.JsonFields;
import io.sutra.web.TokenIdsReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an input that is a string, an array of strings, an array of token ids, or an array of such
 * arrays. One per request; not thread-safe.
 */
final class InputReader {

  private static final String KINDS =
      "a string, an array of strings, an array of token ids, or an array of such arrays";

  private final FieldValue value;
  private final JsonParser parser;
  private final TokenIdsReader ids;

  private InputReader(FieldValue value) {
    this.value = value;
    parser = value.parser();
    ids = new TokenIdsReader(value.limits().maximumTokens());
  }

  /** What a message says that an input is. */
  static String kinds() {
    return KINDS;
  }

  /** Reads {@code value} into {@code draft}. */
  static void read(Draft draft, FieldValue value) throws IOException {
    var reader = new InputReader(value);
    switch (reader.parser.currentToken()) {
      case VALUE_STRING -> value.textOrTexts(draft);
      case START_ARRAY -> reader.readArray(draft);
      default -> throw value.invalid("invalid_type", "must be " + KINDS + ".");
    }
  }

  /** The first element says what kind of array it is. */
  private void readArray(Draft draft) throws IOException {
    switch (parser.nextToken()) {
      case END_ARRAY ->
          throw value.invalid("empty_array", "is empty; it must hold at least one text.");
      case VALUE_NUMBER_INT ->
          draft.single(new EmbedInput.Tokens(List.of(ids.readElements(value.name(), parser))));
      case START_ARRAY -> draft.input(new EmbedInput.Tokens(readElements(this::readTokens)));
      default ->
          draft.input(
              new EmbedInput.Texts(readElements(name -> JsonFields.readText(name, parser))));
    }
  }

  private TokenIds readTokens(String name) throws IOException {
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

  private <T> List<T> readElements(ElementReader<T> element) throws IOException {
    int most = value.limits().maximumTexts();
    List<T> read = new ArrayList<>();
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (read.size() == most) {
        throw JsonFields.tooManyTexts(value.name(), most);
      }
      read.add(element.read(value.name() + "[" + read.size() + "]"));
      parser.nextToken();
    }
    return read;
  }
}

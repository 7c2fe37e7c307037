package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbeddingException;
import io.sutra.web.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A line of JSON lines: a string, or an object whose field {@code text} is one. */
final class JsonLine {

  private static final String FIELD = "text";

  private JsonLine() {}

  /** The text of a line; empty when the line is something else. */
  static Optional<String> text(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      return StrictJson.read(
          new ByteArrayInputStream(bytes), Math.max(1, bytes.length), JsonLine::read);
    } catch (EmbeddingException notJson) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return string(parser);
    }
    Optional<String> text = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals(FIELD)) {
        text = string(parser);
      } else {
        parser.skipChildren();
      }
    }
    return text;
  }

  private static Optional<String> string(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    parser.skipChildren();
    return Optional.empty();
  }
}

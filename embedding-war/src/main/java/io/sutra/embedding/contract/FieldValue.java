package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.domain.RequestLimits;
import io.sutra.web.JsonFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of a field, on which the parser stands. It is read once.
 *
 * @param name of the field, for errors
 * @param limits of one request
 */
record FieldValue(String name, JsonParser parser, RequestLimits limits) {

  /** The name of a field of this object. */
  String nameOf(String field) {
    return name.isEmpty() ? field : name + "." + field;
  }

  /** A string. */
  String string() throws IOException {
    return JsonFields.readString(name, parser);
  }

  /** A string that can be embedded. */
  String text() throws IOException {
    return JsonFields.readText(name, parser);
  }

  /** An array of texts, 1 or more. */
  List<String> texts() throws IOException {
    return JsonFields.readTexts(name, parser, limits);
  }

  /** One text, or an array of them. */
  void textOrTexts(Draft draft) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      draft.single(new EmbedInput.Texts(List.of(text())));
    } else {
      draft.input(new EmbedInput.Texts(texts()));
    }
  }

  /** True or false. */
  boolean flag() {
    return JsonFields.readBoolean(name, parser);
  }

  /** How many numbers a vector shall have. */
  int dimension() throws IOException {
    return JsonFields.readDimension(name, parser);
  }

  /** What a text is for, in the words of {@code POST /embed}. */
  InputType inputType() throws IOException {
    return JsonFields.readInputType(name, parser);
  }

  /** A whole number of 1 or more. */
  int count() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT
        && parser.getIntValue() > 0) {
      return parser.getIntValue();
    }
    throw invalid("invalid_type", "must be a whole number of 1 or more.");
  }

  /** What one of {@code words} means. */
  <T> T oneOf(Words<T> words) throws IOException {
    return words
        .meaning(string())
        .orElseThrow(() -> invalid("invalid_value", "must be one of " + words.listed() + "."));
  }

  /** Some of {@code words}, in an array of 1 or more, each at most once, in the caller's order. */
  <T> Map<String, T> someOf(Words<T> words) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw invalid("invalid_type", "must be an array of strings.");
    }
    Map<String, T> read = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var element = new FieldValue(name + "[" + read.size() + "]", parser, limits);
      T meaning = element.oneOf(words);
      if (read.put(element.string(), meaning) != null) {
        throw element.invalid("duplicate_value", "is in the array already.");
      }
    }
    if (read.isEmpty()) {
      throw invalid("empty_array", "is empty; leave it out, or name what you want.");
    }
    return read;
  }

  /** Passes over whatever it is. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** The error for this value; {@code predicate} goes on after its name. */
  EmbeddingException invalid(String code, String predicate) {
    return EmbeddingException.invalid(name, code, "'" + name + "' " + predicate);
  }
}

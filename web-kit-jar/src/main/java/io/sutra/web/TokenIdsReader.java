package io.sutra.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput.TokenIds;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.Place;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads arrays of token ids, and no more of them than a request may have. Whether the model has
 * tokens of these ids is not known here. One per request; not thread-safe.
 */
public final class TokenIdsReader {

  private static final int USUAL_LENGTH = 32;

  private final int mostTokens;
  private int read;

  /** Refuses more than {@code mostTokens} in all. */
  public TokenIdsReader(int mostTokens) {
    this.mostTokens = mostTokens;
  }

  /**
   * Reads what is left of an array; the parser stands on its first element or on its end.
   *
   * @param name of the array in a message
   * @throws EmbeddingException when it is empty, too long, or has something else in it
   */
  public TokenIds readElements(String name, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.END_ARRAY) {
      throw EmbeddingException.invalid(
          name, "empty_array", "'" + name + "' is empty; a text needs at least one token.");
    }
    int[] ids = new int[USUAL_LENGTH];
    int length = 0;
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      if (++read > mostTokens) {
        throw EmbeddingException.tooManyTokens(Place.of(Field.TOKENS), mostTokens);
      }
      if (length == ids.length) {
        ids = Arrays.copyOf(ids, 2 * length);
      }
      ids[length] = readId(name, length, parser);
      length++;
      parser.nextToken();
    }
    return new TokenIds(Arrays.copyOf(ids, length));
  }

  private static int readId(String name, int index, JsonParser parser) throws IOException {
    boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    if (whole && parser.getNumberType() == JsonParser.NumberType.INT && parser.getIntValue() >= 0) {
      return parser.getIntValue();
    }
    String place = name + "[" + index + "]";
    if (whole) {
      throw EmbeddingException.invalid(
          place,
          "invalid_token",
          "'"
              + place
              + "' is no token of any model: ids are 0 and greater, and the model's /info"
              + " says how many it has.");
    }
    throw EmbeddingException.invalid(
        place,
        "invalid_type",
        "'" + place + "' must be a token id, a whole number of 0 or more, as all in its array.");
  }
}

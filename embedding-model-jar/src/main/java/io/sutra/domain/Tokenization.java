package io.sutra.domain;

import java.util.List;

/**
 * How the texts of a request became tokens: with the text itself, all that decides which vector a
 * model gives.
 *
 * @param window the most tokens that the model reads of a text
 * @param prefix that was put before each text; may be empty
 * @param texts one per text, in the caller's order
 */
public record Tokenization(int window, String prefix, List<TextTokens> texts) {

  public Tokenization {
    texts = List.copyOf(texts);
  }
}

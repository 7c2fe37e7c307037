package io.sutra.mlbase.inference;

/** Cuts a text into the tokens of a model. Implementations are thread-safe. */
public interface Tokenizer {

  /** The tokens of {@code text}, special tokens included, however many there are. */
  TokenSequence tokenize(String text);

  /** The special tokens around every text. */
  SpecialTokens specialTokens();

  /**
   * What a model wants around a text.
   *
   * @param opening how many special tokens stand before it
   * @param closing how many stand after it
   */
  record SpecialTokens(int opening, int closing) {}
}

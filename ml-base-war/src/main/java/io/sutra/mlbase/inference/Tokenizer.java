package io.sutra.mlbase.inference;

/** Cuts a text into the tokens of a model. Implementations are thread-safe. */
public interface Tokenizer {

  /** The tokens of {@code text}, special tokens included, however many there are. */
  TokenSequence tokenize(String text);
}

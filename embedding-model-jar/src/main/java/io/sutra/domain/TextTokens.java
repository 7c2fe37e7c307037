package io.sutra.domain;

/**
 * Tokens of one text, special tokens included.
 *
 * @param read by the model
 * @param whole of the text before it was cut to the model's window
 */
public record TextTokens(int read, int whole) {

  /** Whether the model read less than the whole text. */
  public boolean truncated() {
    return whole > read;
  }
}

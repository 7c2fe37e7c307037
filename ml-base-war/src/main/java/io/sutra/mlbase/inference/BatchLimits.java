package io.sutra.mlbase.inference;

/**
 * How large a batch may be, in tokens.
 *
 * @param equalLengthTokens of a batch whose texts all have one length. Beyond some hundred tokens a
 *     larger batch only leaves the processor's caches.
 * @param mixedTokens of a batch of several lengths, which the encoder packs into few rows; what
 *     their attention computes for nothing grows with this
 */
public record BatchLimits(int equalLengthTokens, int mixedTokens) {

  /** Every text is a batch of its own. */
  public static final BatchLimits ONE_TEXT = new BatchLimits(1, 0);

  public BatchLimits {
    if (equalLengthTokens < 1 || mixedTokens < 0) {
      throw new IllegalArgumentException("a batch holds at least one token");
    }
  }
}

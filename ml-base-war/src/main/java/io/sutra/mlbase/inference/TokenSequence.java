package io.sutra.mlbase.inference;

import java.util.Arrays;

/**
 * The token ids of one text, special tokens included. Immutable as long as the array given to the
 * constructor is not kept.
 */
public final class TokenSequence {

  private final long[] ids;
  private final int wholeLength;

  /** Takes ownership of {@code ids}. */
  public TokenSequence(long[] ids) {
    this(ids, ids.length);
  }

  private TokenSequence(long[] ids, int wholeLength) {
    this.ids = ids;
    this.wholeLength = wholeLength;
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /** Number of tokens before it was cut. */
  public int wholeLength() {
    return wholeLength;
  }

  /** Writes all ids into {@code target} from {@code offset} on. */
  public void copyTo(long[] target, int offset) {
    System.arraycopy(ids, 0, target, offset, ids.length);
  }

  /**
   * This sequence cut to {@code maximum} tokens: the first ones and the closing special token, as
   * the models were trained.
   */
  public TokenSequence truncated(int maximum) {
    if (ids.length <= maximum) {
      return this;
    }
    long[] cut = Arrays.copyOf(ids, maximum);
    cut[maximum - 1] = ids[ids.length - 1];
    return new TokenSequence(cut, ids.length);
  }
}

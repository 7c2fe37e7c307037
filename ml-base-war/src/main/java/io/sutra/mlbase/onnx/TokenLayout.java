package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.TokenSequence;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How texts lie in the input of a rewritten graph: one text per row, all equally long, or all texts
 * one after the other in a single row. No padding either way.
 */
final class TokenLayout {

  /**
   * Added to the score between tokens of different texts. Its exponential is 0, so that nothing of
   * one text reaches another, and it is still finite, so that no sum becomes undefined.
   */
  private static final float APART = -1e30f;

  private final List<TokenSequence> texts;
  private final boolean packed;
  private final int[] starts;
  private final int tokens;

  private TokenLayout(List<TokenSequence> texts, boolean packed) {
    this.texts = texts;
    this.packed = packed;
    this.starts = new int[texts.size()];
    int total = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = total;
      total += texts.get(i).length();
    }
    this.tokens = total;
  }

  /** Equally long texts become rows of their own, others share one. */
  static TokenLayout of(List<TokenSequence> texts) {
    return new TokenLayout(texts, !areEquallyLong(texts));
  }

  static boolean areEquallyLong(List<TokenSequence> texts) {
    int length = texts.getFirst().length();
    return texts.stream().allMatch(text -> text.length() == length);
  }

  /** Whether several texts share the row. */
  boolean packed() {
    return packed;
  }

  int texts() {
    return starts.length;
  }

  int rows() {
    return packed ? 1 : starts.length;
  }

  /** Tokens of a row. */
  int columns() {
    return tokens / rows();
  }

  /** Where a text begins, counted in tokens over all rows. */
  int start(int text) {
    return starts[text];
  }

  int length(int text) {
    return texts.get(text).length();
  }

  /** Writes {@code [rows][columns]} token ids. */
  void putIds(LongBuffer target) {
    long[] ids = new long[tokens];
    for (int i = 0; i < starts.length; i++) {
      texts.get(i).copyTo(ids, starts[i]);
    }
    target.put(ids).flip();
  }

  /** Writes {@code [columns]} positions, each counted in its text. */
  void putPositions(LongBuffer target) {
    int textsOfRow = packed ? starts.length : 1;
    for (int i = 0; i < textsOfRow; i++) {
      for (int position = 0; position < length(i); position++) {
        target.put(position);
      }
    }
    target.flip();
  }

  /** Writes where in a row texts begin, {@code [texts of a row]}. */
  void putFirstPositions(LongBuffer target) {
    int textsOfRow = packed ? starts.length : 1;
    for (int i = 0; i < textsOfRow; i++) {
      target.put(starts[i]);
    }
    target.flip();
  }

  /** Writes {@code [columns][columns]}: 0 between tokens of one text, hugely negative elsewhere. */
  void putBias(FloatBuffer target) {
    for (int i = 0; i < starts.length; i++) {
      float[] row = biasOf(i);
      for (int token = 0; token < length(i); token++) {
        target.put(row);
      }
    }
    target.flip();
  }

  /** Writes {@code [texts][columns]}: the rows of the bias that belong to the first tokens. */
  void putFirstBias(FloatBuffer target) {
    for (int i = 0; i < starts.length; i++) {
      target.put(biasOf(i));
    }
    target.flip();
  }

  private float[] biasOf(int text) {
    float[] row = new float[tokens];
    Arrays.fill(row, APART);
    Arrays.fill(row, starts[text], starts[text] + length(text), 0f);
    return row;
  }
}

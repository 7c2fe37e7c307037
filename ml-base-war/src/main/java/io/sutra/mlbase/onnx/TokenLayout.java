package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.TokenSequence;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How texts lie in the input of a rewritten graph: one text per row, all equally long and without
 * padding; or several texts one after the other in each row, with little of it.
 */
final class TokenLayout {

  /**
   * Added to the score between tokens of different texts. What is left of another text is less than
   * float32 can tell from nothing, unless one of its tokens scores 37 above the best of the own
   * text. More is not better: ONNX Runtime takes no exponential of anything below -88, and the one
   * of -88 is so small that the processor counts with it in a routine of its own, for which
   * attention took up to four times as long.
   */
  private static final float APART = -60f;

  private final List<TokenSequence> texts;
  private final boolean packed;
  private final int rows;
  private final int columns;

  /** The most texts that share a row. */
  private final int textsOfRow;

  /** By text: its row, its first column there, and how many texts lie before it in the row. */
  private final int[] row;

  private final int[] column;
  private final int[] place;

  private TokenLayout(
      List<TokenSequence> texts, boolean packed, int columns, List<List<Integer>> rows) {
    this.texts = texts;
    this.packed = packed;
    this.rows = rows.size();
    this.columns = columns;
    this.textsOfRow = rows.stream().mapToInt(List::size).max().orElseThrow();
    this.row = new int[texts.size()];
    this.column = new int[texts.size()];
    this.place = new int[texts.size()];
    for (int r = 0; r < rows.size(); r++) {
      int taken = 0;
      for (int i = 0; i < rows.get(r).size(); i++) {
        int text = rows.get(r).get(i);
        row[text] = r;
        column[text] = taken;
        place[text] = i;
        taken += length(text);
      }
    }
  }

  /** Equally long texts become rows of their own, others share them. */
  static TokenLayout of(List<TokenSequence> texts) {
    if (areEquallyLong(texts)) {
      List<List<Integer>> rows = IntStream.range(0, texts.size()).mapToObj(List::of).toList();
      return new TokenLayout(texts, false, texts.getFirst().length(), rows);
    }
    RowPacking packing = RowPacking.of(texts.stream().mapToInt(TokenSequence::length).toArray());
    return new TokenLayout(texts, true, packing.columns(), packing.rows());
  }

  static boolean areEquallyLong(List<TokenSequence> texts) {
    int length = texts.getFirst().length();
    return texts.stream().allMatch(text -> text.length() == length);
  }

  /** Whether texts share rows. */
  boolean packed() {
    return packed;
  }

  int texts() {
    return texts.size();
  }

  int rows() {
    return rows;
  }

  /** Tokens of a row. */
  int columns() {
    return columns;
  }

  /** Tokens of all rows, padding included. */
  int tokens() {
    return rows * columns;
  }

  /** Rows of the positions and of the bias: those of all rows are equal unless texts share them. */
  int rowsThatDiffer() {
    return packed ? rows : 1;
  }

  /** The most texts that a row has; each row gives so many first tokens. */
  int firstsOfRow() {
    return textsOfRow;
  }

  /** Where a text begins, counted in tokens over all rows. */
  int start(int text) {
    return row[text] * columns + column[text];
  }

  /** Where a text's first token is among those of all rows. */
  int first(int text) {
    return row[text] * textsOfRow + place[text];
  }

  int length(int text) {
    return texts.get(text).length();
  }

  /** Writes {@code [rows][columns]} token ids, 0 where no text is: nothing of it reaches a text. */
  void putIds(LongBuffer target) {
    long[] ids = new long[tokens()];
    for (int text = 0; text < texts(); text++) {
      texts.get(text).copyTo(ids, start(text));
    }
    target.put(ids).flip();
  }

  /** Writes {@code [rows that differ][columns]} positions, each counted in its text. */
  void putPositions(LongBuffer target) {
    long[] positions = new long[rowsThatDiffer() * columns];
    for (int text = 0; text < (packed ? texts() : 1); text++) {
      for (int position = 0; position < length(text); position++) {
        positions[start(text) + position] = position;
      }
    }
    target.put(positions).flip();
  }

  /**
   * Writes where texts begin, counted in tokens over all rows, {@code [rows][firsts of a row]}; for
   * a row with fewer texts where it begins.
   */
  void putFirstPositions(LongBuffer target) {
    long[] positions = new long[rows * textsOfRow];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (long) (i / textsOfRow) * columns;
    }
    for (int text = 0; text < texts(); text++) {
      positions[first(text)] = start(text);
    }
    target.put(positions).flip();
  }

  /** Writes {@code [rows][columns][columns]}: 0 within a text, {@link #APART} elsewhere. */
  void putBias(FloatBuffer target) {
    float[] apart = new float[columns];
    Arrays.fill(apart, APART);
    for (int i = 0; i < rows * columns; i++) {
      target.put(apart);
    }
    for (int text = 0; text < texts(); text++) {
      float[] bias = biasOf(text);
      for (int token = 0; token < length(text); token++) {
        target.put((start(text) + token) * columns, bias);
      }
    }
    target.flip();
  }

  /** Writes {@code [rows][firsts of a row][columns]}: the bias of the first tokens. */
  void putFirstBias(FloatBuffer target) {
    target.put(new float[rows * textsOfRow * columns]);
    for (int text = 0; text < texts(); text++) {
      target.put(first(text) * columns, biasOf(text));
    }
    target.flip();
  }

  private float[] biasOf(int text) {
    float[] bias = new float[columns];
    Arrays.fill(bias, APART);
    Arrays.fill(bias, column[text], column[text] + length(text), 0f);
    return bias;
  }
}

package io.sutra.mlbase.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which texts of different lengths share which row. All rows of a batch are equally long, so that
 * what a row has left is computed for nothing; but so are the scores between the texts of a row,
 * whose number grows with the square of its length. A single row leaves nothing empty; a row for
 * each text has no such scores.
 *
 * @param columns tokens of a row
 * @param rows the texts of each row, by their index, in the order in which they lie
 */
record RowPacking(int columns, List<List<Integer>> rows) {

  /**
   * A row of so many tokens costs twice as much for each token as a very short one: found by
   * computing 176 tokens as one row of five texts, as two rows and as four.
   */
  private static final double DOUBLING_COLUMNS = 1_700;

  /** The most that may be computed for nothing, as a share of the texts' tokens. */
  private static final double MOST_PADDING = 0.05;

  private static final int MOST_ROWS_TRIED = 8;

  /** Rows that are exactly as long as the average are seldom filled exactly. */
  private static final int[] SPARE_COLUMNS = {0, 1, 2, 4, 8};

  /** The cheapest of a few dozen arrangements of texts of these lengths, in tokens. */
  static RowPacking of(int[] lengths) {
    int tokens = Arrays.stream(lengths).sum();
    int longest = Arrays.stream(lengths).max().orElseThrow();
    List<Integer> longestFirst =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -lengths[i]))
            .toList();
    RowPacking best =
        new RowPacking(tokens, List.of(IntStream.range(0, lengths.length).boxed().toList()));
    for (int columns : candidates(tokens, longest)) {
      RowPacking packing = bestFit(lengths, longestFirst, columns);
      if (packing.tokens() <= tokens * (1 + MOST_PADDING) && packing.cost() < best.cost()) {
        best = packing;
      }
    }
    return best;
  }

  private static int[] candidates(int tokens, int longest) {
    return IntStream.concat(
            IntStream.of(longest),
            IntStream.rangeClosed(2, MOST_ROWS_TRIED)
                .map(rows -> (tokens + rows - 1) / rows)
                .flatMap(columns -> Arrays.stream(SPARE_COLUMNS).map(spare -> columns + spare))
                .filter(columns -> columns > longest))
        .distinct()
        .toArray();
  }

  /** The longest text first, each into the fullest row that still has room for it. */
  private static RowPacking bestFit(int[] lengths, List<Integer> longestFirst, int columns) {
    List<List<Integer>> rows = new ArrayList<>();
    List<Integer> room = new ArrayList<>();
    for (int text : longestFirst) {
      int fullest = -1;
      for (int row = 0; row < rows.size(); row++) {
        if (room.get(row) >= lengths[text] && (fullest < 0 || room.get(row) < room.get(fullest))) {
          fullest = row;
        }
      }
      if (fullest < 0) {
        fullest = rows.size();
        rows.add(new ArrayList<>());
        room.add(columns);
      }
      rows.get(fullest).add(text);
      room.set(fullest, room.get(fullest) - lengths[text]);
    }
    return new RowPacking(columns, rows);
  }

  /** What is computed, with what is left of the rows. */
  int tokens() {
    return rows.size() * columns;
  }

  private double cost() {
    return tokens() * (1 + columns / DOUBLING_COLUMNS);
  }
}

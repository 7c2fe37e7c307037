package io.sutra.mlbase.fitting;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a map is learned from: texts, queries with the text that each should find, and for each
 * query and some of the texts the places of the nearest other texts, nearest first.
 *
 * @param texts {@code [texts][dimension]}, of length one
 * @param queries {@code [queries][dimension]}, of length one
 * @param own per query the place of its text
 * @param anchors places of the texts whose nearest ones are known
 * @param nearestOfQueries {@code int[queries][NEAREST]}
 * @param nearestOfAnchors {@code int[anchors][NEAREST]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FittingSample(
    FloatMatrix texts,
    FloatMatrix queries,
    int[] own,
    int[] anchors,
    int[][] nearestOfQueries,
    int[][] nearestOfAnchors) {

  /** How many neighbours of a text have to stay its neighbours: some more than a search shows. */
  static final int NEAREST = 24;

  private static final int MOST_ANCHORS = 20_000;
  private static final int ROWS_AT_ONCE = 256;

  /**
   * Finds the neighbours.
   *
   * @param texts more than {@link #NEAREST} of them
   * @param random chooses among the texts where there are many
   */
  static FittingSample of(FloatMatrix texts, FloatMatrix queries, int[] own, Random random) {
    int[] places = IntStream.range(0, texts.rows()).toArray();
    int count = Math.min(MOST_ANCHORS, texts.rows());
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(texts.rows() - i);
      int place = places[i];
      places[i] = places[other];
      places[other] = place;
    }
    int[] anchors = Arrays.copyOf(places, count);
    FloatMatrix across = texts.transposed();
    int[] nobody = new int[queries.rows()];
    Arrays.fill(nobody, -1);
    return new FittingSample(
        texts,
        queries,
        own,
        anchors,
        nearest(queries, across, nobody),
        nearest(texts.select(anchors), across, anchors));
  }

  /** Whether the query's own text is among its nearest. */
  boolean findsItsOwn(int query) {
    return Arrays.stream(nearestOfQueries[query]).anyMatch(place -> place == own[query]);
  }

  private static int[][] nearest(FloatMatrix vectors, FloatMatrix across, int[] themselves) {
    int[][] nearest = new int[vectors.rows()][];
    for (int from = 0; from < vectors.rows(); from += ROWS_AT_ONCE) {
      int first = from;
      int to = Math.min(from + ROWS_AT_ONCE, vectors.rows());
      FloatMatrix cosines = vectors.slice(from, to).times(across);
      IntStream.range(from, to)
          .parallel()
          .forEach(row -> nearest[row] = largest(cosines, row - first, themselves[row]));
    }
    return nearest;
  }

  private static int[] largest(FloatMatrix cosines, int row, int itself) {
    int[] places = new int[NEAREST];
    float[] values = new float[NEAREST];
    Arrays.fill(values, Float.NEGATIVE_INFINITY);
    int start = cosines.start(row);
    for (int place = 0; place < cosines.columns(); place++) {
      float cosine = cosines.numbers()[start + place];
      if (cosine <= values[NEAREST - 1] || place == itself) {
        continue;
      }
      int at = NEAREST - 1;
      while (at > 0 && values[at - 1] < cosine) {
        values[at] = values[at - 1];
        places[at] = places[at - 1];
        at--;
      }
      values[at] = cosine;
      places[at] = place;
    }
    return places;
  }
}

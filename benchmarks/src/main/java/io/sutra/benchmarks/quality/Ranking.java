package io.sutra.benchmarks.quality;

import java.util.Arrays;

/**
 * What a search found.
 *
 * @param nearest per query, the places of the {@value #DEPTH} nearest documents
 * @param ranks per query, how many documents are nearer than the one that was wanted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Ranking(int[][] nearest, int[] ranks) {

  static final int DEPTH = 10;

  /** The places of the largest numbers. */
  static int[] largest(float[] numbers) {
    int[] places = new int[DEPTH];
    float[] values = new float[DEPTH];
    Arrays.fill(values, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > values[DEPTH - 1]) {
        int at = DEPTH - 1;
        while (at > 0 && values[at - 1] < numbers[i]) {
          values[at] = values[at - 1];
          places[at] = places[at - 1];
          at--;
        }
        values[at] = numbers[i];
        places[at] = i;
      }
    }
    return places;
  }

  /**
   * Normalised discounted cumulative gain at ten, with one relevant document per query: {@code 1 /
   * log2(1 + position)} (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
   * techniques", TOIS 2002).
   */
  double ndcg() {
    return Arrays.stream(ranks)
        .mapToDouble(rank -> rank < DEPTH ? Math.log(2) / Math.log(2.0 + rank) : 0)
        .average()
        .orElse(0);
  }

  /** The share of {@code full}'s nearest that are among these. */
  double kept(Ranking full) {
    long kept = 0;
    for (int query = 0; query < nearest.length; query++) {
      for (int place : full.nearest[query]) {
        kept += Arrays.stream(nearest[query]).anyMatch(found -> found == place) ? 1 : 0;
      }
    }
    return (double) kept / ((long) nearest.length * DEPTH);
  }
}

package io.sutra.benchmarks.quality;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Vectors of one length that are compared by their cosines.
 *
 * @param blocks {@code float[blocks][dimension][BLOCK]}, each vector scaled to length one: many
 *     vectors side by side, so that they are multiplied together
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Vectors(float[][][] blocks, float[][] rows) {

  private static final int BLOCK = 512;

  /** What {@code cut} makes of each vector, which has length one then. */
  static Vectors of(List<float[]> originals, UnaryOperator<float[]> cut) {
    float[][] rows = originals.stream().map(cut).toArray(float[][]::new);
    int dimension = rows[0].length;
    float[][][] blocks = new float[(rows.length + BLOCK - 1) / BLOCK][dimension][BLOCK];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < dimension; i++) {
        blocks[row / BLOCK][i][row % BLOCK] = rows[row][i];
      }
    }
    return new Vectors(blocks, rows);
  }

  int count() {
    return rows.length;
  }

  /** The cosine of {@code query} with each vector. */
  float[] cosines(float[] query) {
    float[] cosines = new float[blocks.length * BLOCK];
    float[] sums = new float[BLOCK];
    for (int block = 0; block < blocks.length; block++) {
      Arrays.fill(sums, 0);
      for (int i = 0; i < query.length; i++) {
        addProducts(sums, query[i], blocks[block][i]);
      }
      System.arraycopy(sums, 0, cosines, block * BLOCK, BLOCK);
    }
    return Arrays.copyOf(cosines, rows.length);
  }

  private static void addProducts(float[] sums, float factor, float[] numbers) {
    for (int i = 0; i < BLOCK; i++) {
      sums[i] += factor * numbers[i];
    }
  }

  /** The ten nearest of these vectors to each query, and where the wanted one stands. */
  Ranking rank(Vectors queries, int count, boolean withoutItself) {
    int[][] nearest = new int[count][];
    int[] ranks = new int[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            query -> {
              float[] cosines = cosines(queries.rows[query]);
              float wanted = cosines[query];
              if (withoutItself) {
                cosines[query] = -2;
              }
              nearest[query] = Ranking.largest(cosines);
              int better = 0;
              for (float cosine : cosines) {
                better += cosine > wanted ? 1 : 0;
              }
              ranks[query] = better;
            });
    return new Ranking(nearest, ranks);
  }
}

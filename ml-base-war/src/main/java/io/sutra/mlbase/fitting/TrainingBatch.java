package io.sutra.mlbase.fitting;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Some vectors, the texts that they are compared with, and how likely each of those should be.
 *
 * @param anchors {@code [anchors][dimension]}, the queries first
 * @param candidates {@code [candidates][dimension]}
 * @param likely {@code [anchors][candidates]}: the softmax of their cosines at full size
 * @param itself per anchor the candidate that it is itself, or -1
 * @param own per query the candidate that it should find, or -1 where the model is far from it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TrainingBatch(
    FloatMatrix anchors, FloatMatrix candidates, FloatMatrix likely, int[] itself, int[] own) {

  /**
   * How sharp likelihoods are: cosines this far apart differ by a factor of e. The ten nearest of
   * some thousands have about all of the likelihood then.
   */
  static final float TEMPERATURE = 0.014f;

  /**
   * Takes the nearest of each as candidates.
   *
   * @param queries places of queries
   * @param texts indices into the sample's anchors
   */
  static TrainingBatch of(FittingSample sample, int[] queries, int[] texts) {
    BitSet wanted = new BitSet(sample.texts().rows());
    for (int query : queries) {
      Arrays.stream(sample.nearestOfQueries()[query]).forEach(wanted::set);
      wanted.set(sample.own()[query]);
    }
    for (int text : texts) {
      Arrays.stream(sample.nearestOfAnchors()[text]).forEach(wanted::set);
    }
    int[] places = wanted.stream().toArray();
    int[] textPlaces = Arrays.stream(texts).map(text -> sample.anchors()[text]).toArray();
    FloatMatrix anchors = sample.queries().select(queries).above(sample.texts().select(textPlaces));
    FloatMatrix candidates = sample.texts().select(places);
    int[] itself = new int[anchors.rows()];
    Arrays.fill(itself, -1);
    for (int i = 0; i < textPlaces.length; i++) {
      itself[queries.length + i] = Math.max(-1, Arrays.binarySearch(places, textPlaces[i]));
    }
    int[] own =
        Arrays.stream(queries)
            .map(
                query ->
                    sample.findsItsOwn(query)
                        ? Arrays.binarySearch(places, sample.own()[query])
                        : -1)
            .toArray();
    FloatMatrix likely = anchors.times(candidates.transposed());
    IntStream.range(0, anchors.rows()).parallel().forEach(row -> softmax(likely, row, itself[row]));
    return new TrainingBatch(anchors, candidates, likely, itself, own);
  }

  /** Makes likelihoods of a row of cosines. */
  static void softmax(FloatMatrix cosines, int row, int itself) {
    float[] numbers = cosines.numbers();
    int start = cosines.start(row);
    int end = start + cosines.columns();
    if (itself >= 0) {
      numbers[start + itself] = Float.NEGATIVE_INFINITY;
    }
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, numbers[i]);
    }
    double sum = 0;
    for (int i = start; i < end; i++) {
      numbers[i] = (float) Math.exp((numbers[i] - largest) / TEMPERATURE);
      sum += numbers[i];
    }
    float scale = (float) (1 / sum);
    for (int i = start; i < end; i++) {
      numbers[i] *= scale;
    }
  }
}

package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much of a search shorter vectors keep: of the ten texts that are nearest to a text by their
 * full vectors, the share that is among the ten nearest by the shorter ones, averaged over all
 * texts. One is all, and about ten divided by the number of texts is chance.
 */
final class NeighboursKept {

  /** Neighbours that count. */
  static final int NEAREST = 10;

  private final List<float[]> vectors;
  private final List<Set<Integer>> byFullVectors;

  /**
   * Measures on these texts.
   *
   * @param vectors {@code float[dimension]} each, more than {@link #NEAREST}
   */
  NeighboursKept(List<float[]> vectors) {
    this.vectors = List.copyOf(vectors);
    this.byFullVectors = nearest(this.vectors.getFirst().length, Optional.empty());
  }

  int texts() {
    return vectors.size();
  }

  /** The share that vectors of {@code size} numbers keep, from 0 to 1. */
  double share(int size, Optional<Rotation> rotation) {
    List<Set<Integer>> byShorter = nearest(size, rotation);
    long kept = 0;
    for (int text = 0; text < vectors.size(); text++) {
      kept += byShorter.get(text).stream().filter(byFullVectors.get(text)::contains).count();
    }
    return (double) kept / ((long) NEAREST * vectors.size());
  }

  private List<Set<Integer>> nearest(int size, Optional<Rotation> rotation) {
    FloatMatrix rows =
        FloatMatrix.ofRows(
            vectors.stream().map(vector -> Matryoshka.take(vector, size, true, rotation)).toList());
    FloatMatrix cosines = rows.times(rows.transposed());
    List<Set<Integer>> nearest = new ArrayList<>();
    for (int row = 0; row < vectors.size(); row++) {
      nearest.add(largest(cosines, row));
    }
    return nearest;
  }

  private static Set<Integer> largest(FloatMatrix cosines, int row) {
    int start = cosines.start(row);
    float[] numbers = Arrays.copyOfRange(cosines.numbers(), start, start + cosines.columns());
    Set<Integer> largest = new HashSet<>();
    IntStream.range(0, numbers.length)
        .filter(column -> column != row)
        .boxed()
        .sorted(Comparator.comparingDouble(column -> -numbers[column]))
        .limit(NEAREST)
        .forEach(largest::add);
    return largest;
  }
}

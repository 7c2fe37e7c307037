package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.vector.Rotation;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class MapTrainingTest {

  private static final int DIMENSION = 32;
  private static final int TEXTS = 1_500;
  private static final int QUERIES = 500;
  private static final List<Integer> SIZES = List.of(16, 8);

  private final PrintStream nowhere =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  /**
   * Vectors of which every number says something, the first ones more, and which all have a
   * direction in common, as a model's do: their cosines are near to each other.
   */
  private static FittingSample sample() {
    FloatMatrix texts = FloatMatrixTest.random(TEXTS, DIMENSION, 1);
    for (int i = 0; i < texts.numbers().length; i++) {
      texts.numbers()[i] /= (float) Math.sqrt(1 + i % DIMENSION);
      texts.numbers()[i] += i % DIMENSION == 0 ? 5 : 0;
    }
    FloatMatrix units = SyntheticTexts.units(texts);
    return FittingSample.of(
        units,
        SyntheticTexts.near(units, QUERIES, 0.05, 2),
        IntStream.range(0, QUERIES).toArray(),
        new Random(3));
  }

  private static float[][] firstDirections(FittingSample sample) {
    var moment = new SecondMoment(DIMENSION);
    for (int row = 0; row < TEXTS; row++) {
      moment.add(row(sample.texts(), row));
    }
    return moment.directions(SIZES.getFirst());
  }

  private static float[] row(FloatMatrix matrix, int row) {
    return matrix.slice(row, row + 1).numbers();
  }

  private static FloatMatrix mapped(FloatMatrix vectors, Rotation map, int size) {
    return SyntheticTexts.units(
        FloatMatrix.ofRows(
            IntStream.range(0, vectors.rows())
                .mapToObj(row -> map.apply(row(vectors, row), size))
                .toList()));
  }

  private static FittingSample mapped(FittingSample sample, Rotation map, int size) {
    return FittingSample.of(
        mapped(sample.texts(), map, size),
        mapped(sample.queries(), map, size),
        sample.own(),
        new Random(3));
  }

  /** The share of the sample's nearest texts that are still the nearest. */
  private static double kept(FittingSample sample, Rotation map) {
    FittingSample mapped = mapped(sample, map, SIZES.getFirst());
    long kept = 0;
    for (int i = 0; i < TEXTS; i++) {
      int[] found = mapped.nearestOfAnchors()[i];
      kept +=
          Arrays.stream(sample.nearestOfAnchors()[i])
              .filter(place -> Arrays.stream(found).anyMatch(other -> other == place))
              .count();
    }
    return (double) kept / ((long) TEXTS * FittingSample.NEAREST);
  }

  /** How many queries have their own text as the nearest. */
  private static long found(FittingSample sample, Rotation map) {
    FittingSample mapped = mapped(sample, map, SIZES.getLast());
    return IntStream.range(0, QUERIES)
        .filter(query -> mapped.nearestOfQueries()[query][0] == sample.own()[query])
        .count();
  }

  @Test
  void run_aFewSteps_keepsMoreNeighboursAndFindsMoreThanTheSecondMoment() {
    FittingSample sample = sample();
    float[][] start = firstDirections(sample);
    Rotation before = Rotation.of(start);

    Rotation learned = new MapTraining(sample, SIZES, start, new Random(4), nowhere).run(120);

    assertThat(kept(sample, learned)).isGreaterThan(kept(sample, before));
    assertThat(found(sample, learned)).isGreaterThan(found(sample, before));
  }

  @Test
  void run_sameSample_isTheSameMapWithLengthsAboutOne() {
    FittingSample sample = sample();
    float[][] start = firstDirections(sample);

    Rotation learned = new MapTraining(sample, SIZES, start, new Random(4), nowhere).run(5);

    assertThat(new MapTraining(sample, SIZES, start, new Random(4), nowhere).run(5))
        .isEqualTo(learned);
    double squares = 0;
    for (int row = 0; row < TEXTS; row++) {
      for (float number : learned.apply(row(sample.texts(), row), 16)) {
        squares += (double) number * number;
      }
    }
    assertThat(squares / TEXTS).isCloseTo(1, Offset.offset(1e-3));
  }

  @Test
  void sample_nearestTexts_areOthersAndThoseOfALoop() {
    FittingSample sample = sample();

    for (int i = 0; i < 20; i++) {
      int itself = sample.anchors()[i];
      double[] cosines =
          IntStream.range(0, TEXTS)
              .mapToDouble(place -> place == itself ? -2 : cosine(sample, itself, place))
              .toArray();
      double last =
          Arrays.stream(cosines).sorted().skip(TEXTS - FittingSample.NEAREST).findFirst().orElse(2);
      int[] nearest = sample.nearestOfAnchors()[i];
      assertThat(nearest).doesNotContain(itself).doesNotHaveDuplicates();
      assertThat(Arrays.stream(nearest).mapToDouble(place -> cosines[place]).min().orElse(-2))
          .isGreaterThan(last - 1e-6);
    }
    assertThat(sample.findsItsOwn(0)).isTrue();
  }

  private static double cosine(FittingSample sample, int one, int other) {
    double sum = 0;
    for (int i = 0; i < DIMENSION; i++) {
      sum +=
          (double) sample.texts().numbers()[sample.texts().start(one) + i]
              * sample.texts().numbers()[sample.texts().start(other) + i];
    }
    return sum;
  }
}

package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Rotation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns the rows of a map from the second moment on, so that at every size the first numbers of a
 * mapped vector have the neighbours that the whole vector has, and a query finds its own text as
 * well. The rows need not be orthonormal: at the model's own size the map is not used.
 *
 * <p>By Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015), with a rate
 * that falls along half a cosine. The same sample gives the same map, but for the last bits of the
 * model's vectors, which differ between processors. Not thread-safe.
 */
final class MapTraining {

  static final int STEPS = 600;

  private static final int QUERIES_PER_STEP = 128;
  private static final int TEXTS_PER_STEP = 128;
  private static final int STEPS_BETWEEN_REPORTS = 20;
  private static final double RATE = 3e-4;
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;
  private static final double EPSILON = 1e-8;

  /**
   * What neighbours count at each size, the largest first. The largest has the least to lose and is
   * used the most; the ones after the second are given what is left.
   */
  private static final List<Float> NEIGHBOUR_WEIGHTS = List.of(22f, 2.2f, 0.2f);

  /** What a query's own text counts, at the second size. At the first hardly any of it is lost. */
  private static final float OWN_WEIGHT = 23;

  private final FittingSample sample;
  private final List<HeadLoss> losses = new ArrayList<>();
  private final Random random;
  private final PrintStream out;

  /** Queries that find their text, if they have all the numbers. */
  private final int[] finding;

  private final FloatMatrix map;
  private final double[] mean;
  private final double[] square;

  /**
   * @param sizes below the model's own, the largest first
   * @param start {@code [largest size][dimension]}
   * @param out takes a line after every some steps
   */
  MapTraining(
      FittingSample sample, List<Integer> sizes, float[][] start, Random random, PrintStream out) {
    this.sample = sample;
    this.random = random;
    this.out = out;
    for (int i = 0; i < sizes.size(); i++) {
      losses.add(
          new HeadLoss(
              sizes.get(i),
              NEIGHBOUR_WEIGHTS.get(Math.min(i, NEIGHBOUR_WEIGHTS.size() - 1)),
              i == Math.min(1, sizes.size() - 1) ? OWN_WEIGHT : 0));
    }
    this.finding =
        IntStream.range(0, sample.queries().rows()).filter(sample::findsItsOwn).toArray();
    this.map = FloatMatrix.ofRows(List.of(start));
    this.mean = new double[map.numbers().length];
    this.square = new double[map.numbers().length];
  }

  /** Runs {@code steps} steps. */
  Rotation run(int steps) {
    double sum = 0;
    for (int step = 1; step <= steps; step++) {
      sum += step(step, RATE / 2 * (1 + Math.cos(Math.PI * (step - 1) / steps)));
      if (step % STEPS_BETWEEN_REPORTS == 0 || step == steps) {
        int since = (step - 1) % STEPS_BETWEEN_REPORTS + 1;
        out.printf("step %d of %d, loss %.3f%n", step, steps, sum / since);
        sum = 0;
      }
    }
    return scaled();
  }

  private double step(int step, double rate) {
    TrainingBatch batch = draw();
    FloatMatrix across = map.transposed();
    FloatMatrix anchors = batch.anchors().times(across);
    FloatMatrix candidates = batch.candidates().times(across);
    FloatMatrix anchorGradient = FloatMatrix.zeros(anchors.rows(), anchors.columns());
    FloatMatrix candidateGradient = FloatMatrix.zeros(candidates.rows(), candidates.columns());
    double loss = 0;
    for (HeadLoss head : losses) {
      loss += head.addGradient(batch, anchors, candidates, anchorGradient, candidateGradient);
    }
    FloatMatrix byAnchors = anchorGradient.transposed().times(batch.anchors());
    FloatMatrix byCandidates = candidateGradient.transposed().times(batch.candidates());
    double meanScale = 1 / (1 - Math.pow(FIRST_DECAY, step));
    double squareScale = 1 / (1 - Math.pow(SECOND_DECAY, step));
    for (int i = 0; i < mean.length; i++) {
      double gradient = (double) byAnchors.numbers()[i] + byCandidates.numbers()[i];
      mean[i] = FIRST_DECAY * mean[i] + (1 - FIRST_DECAY) * gradient;
      square[i] = SECOND_DECAY * square[i] + (1 - SECOND_DECAY) * gradient * gradient;
      double spread = Math.sqrt(square[i] * squareScale) + EPSILON;
      map.numbers()[i] -= (float) (rate * mean[i] * meanScale / spread);
    }
    return loss;
  }

  /** Every second query is one that finds its text: only these learn from it. */
  private TrainingBatch draw() {
    int[] queries = new int[QUERIES_PER_STEP];
    Arrays.setAll(
        queries,
        i ->
            i % 2 == 0 && finding.length > 0
                ? finding[random.nextInt(finding.length)]
                : random.nextInt(sample.queries().rows()));
    int[] texts = new int[TEXTS_PER_STEP];
    Arrays.setAll(texts, i -> random.nextInt(sample.anchors().length));
    return TrainingBatch.of(sample, queries, texts);
  }

  /**
   * The map, scaled so that what it makes of the texts has the length one on average (the root of
   * the mean square): who asks for vectors that are not normalised gets lengths as before.
   */
  private Rotation scaled() {
    FloatMatrix mapped = sample.texts().times(map.transposed());
    double squares = 0;
    for (float number : mapped.numbers()) {
      squares += (double) number * number;
    }
    double scale = Math.sqrt(mapped.rows() / squares);
    float[][] rows = new float[map.rows()][map.columns()];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < map.columns(); i++) {
        rows[row][i] = (float) (scale * map.numbers()[map.start(row) + i]);
      }
    }
    return Rotation.of(rows);
  }
}

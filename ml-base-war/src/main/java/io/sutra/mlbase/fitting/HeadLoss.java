package io.sutra.mlbase.fitting;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;

/**
 * How far the vectors of one size are from what they should find, and which way is better. Two
 * parts, each with a weight:
 *
 * <ul>
 *   <li>neighbours: the cross-entropy between the likelihoods of the candidates at full size and at
 *       this one;
 *   <li>own texts: less the discounted gain of a query's own text, {@code 1 / log2(1 + rank)},
 *       where the rank is one and, instead of a count of the candidates that are nearer, a sum of
 *       sigmoids (ApproxNDCG: Qin, Liu and Li, "A general approximation framework for direct
 *       optimization of information retrieval measures", Information Retrieval 13, 2010).
 * </ul>
 *
 * @param size first numbers of a mapped vector
 */
record HeadLoss(int size, float neighbourWeight, float ownWeight) {

  /**
   * How soft the count of nearer candidates is, in cosines. A smaller one is nearer to the truth,
   * and moves only what is at the border.
   */
  private static final float RANK_TEMPERATURE = 0.025f;

  /** Heads of length one, and the lengths that they had. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Heads(FloatMatrix units, float[] lengths) {

    static Heads of(FloatMatrix mapped, int size) {
      FloatMatrix units = FloatMatrix.zeros(mapped.rows(), size);
      float[] lengths = new float[mapped.rows()];
      for (int row = 0; row < mapped.rows(); row++) {
        double squares = 0;
        for (int i = 0; i < size; i++) {
          float number = mapped.numbers()[mapped.start(row) + i];
          squares += (double) number * number;
        }
        lengths[row] = (float) Math.max(Math.sqrt(squares), Float.MIN_NORMAL);
        for (int i = 0; i < size; i++) {
          units.numbers()[units.start(row) + i] =
              mapped.numbers()[mapped.start(row) + i] / lengths[row];
        }
      }
      return new Heads(units, lengths);
    }

    /** Adds what a gradient of the units is for the numbers before they were scaled. */
    void addGradient(FloatMatrix ofUnits, FloatMatrix ofMapped) {
      int size = units.columns();
      for (int row = 0; row < units.rows(); row++) {
        int from = units.start(row);
        double along = 0;
        for (int i = 0; i < size; i++) {
          along += (double) units.numbers()[from + i] * ofUnits.numbers()[from + i];
        }
        int to = ofMapped.start(row);
        for (int i = 0; i < size; i++) {
          ofMapped.numbers()[to + i] +=
              (float)
                  ((ofUnits.numbers()[from + i] - along * units.numbers()[from + i])
                      / lengths[row]);
        }
      }
    }
  }

  /**
   * Adds the gradient and returns the loss.
   *
   * @param anchors the batch's anchors, mapped: {@code [anchors][size or more]}
   * @param candidates the batch's candidates, mapped
   * @param anchorGradient as {@code anchors}, is added to
   * @param candidateGradient as {@code candidates}, is added to
   */
  double addGradient(
      TrainingBatch batch,
      FloatMatrix anchors,
      FloatMatrix candidates,
      FloatMatrix anchorGradient,
      FloatMatrix candidateGradient) {
    Heads from = Heads.of(anchors, size);
    Heads to = Heads.of(candidates, size);
    FloatMatrix cosines = from.units().times(to.units().transposed());
    var loss = new DoubleAdder();
    IntStream.range(0, cosines.rows())
        .parallel()
        .forEach(row -> loss.add(toGradient(batch, cosines, row)));
    from.addGradient(cosines.times(to.units()), anchorGradient);
    to.addGradient(cosines.transposed().times(from.units()), candidateGradient);
    return loss.sum();
  }

  /** Makes of a row of cosines the gradient of the loss by each; returns the row's loss. */
  private double toGradient(TrainingBatch batch, FloatMatrix cosines, int row) {
    int columns = cosines.columns();
    int start = cosines.start(row);
    float[] numbers = cosines.numbers();
    float[] likely = batch.likely().numbers();
    float[] before = Arrays.copyOfRange(numbers, start, start + columns);
    TrainingBatch.softmax(cosines, row, batch.itself()[row]);
    double loss = 0;
    float weight = neighbourWeight / cosines.rows();
    for (int i = 0; i < columns; i++) {
      float target = likely[start + i];
      if (target > 0) {
        loss -= weight * target * Math.log(Math.max(numbers[start + i], Float.MIN_NORMAL));
      }
      numbers[start + i] = weight / TrainingBatch.TEMPERATURE * (numbers[start + i] - target);
    }
    if (ownWeight > 0 && row < batch.own().length && batch.own()[row] >= 0) {
      loss += addGain(before, batch.own()[row], batch.own().length, numbers, start);
    }
    return loss;
  }

  private double addGain(float[] cosines, int own, int queries, float[] gradient, int start) {
    float[] slopes = new float[cosines.length];
    double rank = 1;
    double slope = 0;
    for (int i = 0; i < cosines.length; i++) {
      if (i != own) {
        double nearer = 1 / (1 + Math.exp((cosines[own] - cosines[i]) / RANK_TEMPERATURE));
        rank += nearer;
        slopes[i] = (float) (nearer * (1 - nearer) / RANK_TEMPERATURE);
        slope += slopes[i];
      }
    }
    slopes[own] = (float) -slope;
    double logarithm = Math.log1p(rank);
    double weight = ownWeight / queries;
    double byRank = weight * Math.log(2) / (logarithm * logarithm * (1 + rank));
    for (int i = 0; i < slopes.length; i++) {
      gradient[start + i] += (float) (byRank * slopes[i]);
    }
    return -weight * Math.log(2) / logarithm;
  }
}

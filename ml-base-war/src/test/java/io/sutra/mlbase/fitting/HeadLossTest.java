package io.sutra.mlbase.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeadLossTest {

  private static final int DIMENSION = 12;
  private static final float STEP = 1e-3f;

  private static FittingSample sample() {
    FloatMatrix texts = SyntheticTexts.units(FloatMatrixTest.random(60, DIMENSION, 3));
    FloatMatrix queries = SyntheticTexts.near(texts, 10, 0.3, 4);
    int[] own = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    return FittingSample.of(texts, queries, own, new Random(5));
  }

  /** The gradient, times a step in any direction, is what the loss changes by. */
  @ParameterizedTest
  @CsvSource({"12, 1, 0", "6, 1, 0", "6, 0, 1", "4, 3, 2"})
  void addGradient_isTheSlopeOfTheLoss(int size, float neighbours, float ownTexts) {
    TrainingBatch batch = TrainingBatch.of(sample(), new int[] {0, 4, 7}, new int[] {1, 2, 30});
    FloatMatrix map = FloatMatrixTest.random(DIMENSION, DIMENSION, 6);
    FloatMatrix anchors = batch.anchors().times(map);
    FloatMatrix candidates = batch.candidates().times(map);
    var loss = new HeadLoss(size, neighbours, ownTexts);
    FloatMatrix byAnchors = FloatMatrix.zeros(anchors.rows(), DIMENSION);
    FloatMatrix byCandidates = FloatMatrix.zeros(candidates.rows(), DIMENSION);

    loss.addGradient(batch, anchors, candidates, byAnchors, byCandidates);

    // The steepest direction, where rounding matters the least.
    double steepness = Math.sqrt(squares(byAnchors) + squares(byCandidates));
    float factor = (float) (STEP / steepness);
    double ahead =
        loss(
            loss,
            batch,
            moved(anchors, byAnchors, factor),
            moved(candidates, byCandidates, factor));
    double behind =
        loss(
            loss,
            batch,
            moved(anchors, byAnchors, -factor),
            moved(candidates, byCandidates, -factor));
    assertThat((ahead - behind) / (2 * STEP)).isCloseTo(steepness, Percentage.withPercentage(2));
  }

  private static double loss(
      HeadLoss loss, TrainingBatch batch, FloatMatrix anchors, FloatMatrix candidates) {
    return loss.addGradient(
        batch,
        anchors,
        candidates,
        FloatMatrix.zeros(anchors.rows(), DIMENSION),
        FloatMatrix.zeros(candidates.rows(), DIMENSION));
  }

  private static FloatMatrix moved(FloatMatrix from, FloatMatrix direction, float factor) {
    FloatMatrix moved = from.slice(0, from.rows());
    for (int i = 0; i < moved.numbers().length; i++) {
      moved.numbers()[i] += factor * direction.numbers()[i];
    }
    return moved;
  }

  private static double squares(FloatMatrix matrix) {
    double sum = 0;
    for (float number : matrix.numbers()) {
      sum += (double) number * number;
    }
    return sum;
  }
}

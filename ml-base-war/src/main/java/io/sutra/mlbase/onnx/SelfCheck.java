package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import java.util.List;

/**
 * Computes a few built-in token sequences in each of the ways that an encoder has (alone, equally
 * long together, different ones together in one row and in several), to find out whether it can be
 * trusted.
 */
final class SelfCheck {

  /**
   * How far two vectors of a text may be from each other, as a share of their length. It is a
   * cosine of 0.99995; summing in another order changes a vector by a millionth.
   */
  private static final double TOLERANCE = 0.01;

  private static final TokenSequence SHORT = sequence(5);
  private static final TokenSequence MIDDLE = sequence(11);
  private static final TokenSequence MIDDLE_TOO = sequence(11, 500);
  private static final TokenSequence LONG = sequence(29);

  /** Together they are two rows, of which one holds two texts and is not quite full. */
  private static final TokenSequence FILLS_ROW = sequence(60);

  private static final TokenSequence HALF = sequence(30);
  private static final TokenSequence LESS_THAN_HALF = sequence(29, 200);

  private static final List<List<TokenSequence>> BATCHES =
      List.of(
          List.of(SHORT),
          List.of(MIDDLE, MIDDLE_TOO),
          List.of(LONG, SHORT, MIDDLE),
          List.of(MIDDLE_TOO, LONG),
          List.of(FILLS_ROW, HALF, LESS_THAN_HALF));

  private SelfCheck() {}

  /** What {@code trusted} gives for each text alone, to be compared with {@link #passes}. */
  static List<float[][]> expect(SentenceEncoder trusted) {
    return BATCHES.stream()
        .map(
            batch ->
                batch.stream()
                    .map(text -> trusted.encode(List.of(text))[0])
                    .toArray(float[][]::new))
        .toList();
  }

  /** Whether {@code encoder} gives the expected vectors for the texts together. */
  static boolean passes(SentenceEncoder encoder, List<float[][]> expected) {
    for (int batch = 0; batch < BATCHES.size(); batch++) {
      float[][] computed = encoder.encode(BATCHES.get(batch));
      for (int i = 0; i < computed.length; i++) {
        if (!isClose(computed[i], expected.get(batch)[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** False for anything that is not finite, too. */
  private static boolean isClose(float[] vector, float[] expected) {
    double distance = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = (double) vector[i] - expected[i];
      distance += difference * difference;
      length += (double) expected[i] * expected[i];
    }
    return length > 0 && distance <= TOLERANCE * TOLERANCE * length;
  }

  private static TokenSequence sequence(int tokens) {
    return sequence(tokens, 0);
  }

  /** Ids below 1000, which every vocabulary has. */
  private static TokenSequence sequence(int tokens, int seed) {
    long[] ids = new long[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = (seed + 101 + 37L * i) % 1000;
    }
    return new TokenSequence(ids);
  }
}

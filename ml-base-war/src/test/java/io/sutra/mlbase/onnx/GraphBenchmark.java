package io.sutra.mlbase.onnx;

import static io.sutra.mlbase.onnx.TestSequences.DIMENSION;
import static io.sutra.mlbase.onnx.TestSequences.MODEL;

import ai.onnxruntime.OrtException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.onnx.graph.EncoderRewriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rewritten graph against the original one, on one thread. No test; run with
 *
 * <pre>mvn -pl web-kit-jar,ml-base-war -am test -Dtest=GraphBenchmark
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * <p>The ways are timed in turn, round by round, and the figures are medians of the ratios within a
 * round, so that a machine that is shared or changes its clock changes them little. Above 1 is
 * faster than the original, which pads; its own column is in tokens without padding per second.
 */
class GraphBenchmark {

  private static final int ROUNDS = 9;
  private static final int TOKENS_PER_ROUND = 256;

  private static final int[][] BATCHES = {
    {8},
    {32},
    {128},
    {512},
    {16, 16, 16, 16},
    {64, 64, 64, 64, 64, 64, 64, 64},
    {8, 10, 13, 17},
    {8, 9, 11, 12, 14, 17, 22, 31},
    {20, 40, 60},
  };

  @Test
  void compare(@TempDir Path folder) throws IOException, OrtException {
    System.out.println(EncoderRewriter.rewrite(MODEL, folder, true).orElseThrow());
    try (var original = PaddedGraph.open(MODEL, Pooling.CLS, DIMENSION, 1);
        var rewritten = RewrittenGraph.open(folder, Pooling.CLS, DIMENSION, 1)) {
      System.out.println("together | one by one | rewritten one by one | original | lengths");
      for (int[] lengths : BATCHES) {
        List<TokenSequence> texts = TestSequences.random(lengths.length, lengths);
        compare(
            lengths,
            () -> original.encode(texts),
            () -> rewritten.encode(texts),
            () -> texts.forEach(text -> original.encode(List.of(text))),
            () -> texts.forEach(text -> rewritten.encode(List.of(text))));
      }
    }
  }

  private static void compare(int[] lengths, Runnable reference, Runnable... others) {
    int tokens = Arrays.stream(lengths).sum();
    int calls = Math.max(1, TOKENS_PER_ROUND / tokens);
    double[] references = new double[ROUNDS];
    double[][] ratios = new double[others.length][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      double expected = nanos(reference, calls);
      for (int i = 0; i < others.length; i++) {
        double ratio = expected / nanos(others[i], calls);
        if (round >= 0) {
          ratios[i][round] = ratio;
          references[round] = tokens * 1e9 / expected;
        }
      }
    }
    System.out.printf(
        "%8.2f | %10.2f | %20.2f | %8.0f | %s%n",
        median(ratios[0]),
        median(ratios[1]),
        median(ratios[2]),
        median(references),
        Arrays.toString(lengths));
  }

  private static double nanos(Runnable work, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / (double) calls;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.TokenSequence;
import java.util.List;

/**
 * A graph that is given one text at a time.
 *
 * <p>Why: an int8 graph quantises what flows through it with one scale per tensor, taken from the
 * largest number in it. In a batch that number may be another text's, and a vector would depend on
 * its company. Nothing is lost: on a CPU, int8 matrix products gain nothing from a batch.
 */
record OneTextGraph(EncoderGraph graph) implements EncoderGraph {

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    return batch.stream().map(text -> graph.encode(List.of(text))[0]).toArray(float[][]::new);
  }

  @Override
  public int computedTokens(List<TokenSequence> batch) {
    return batch.stream().mapToInt(TokenSequence::length).sum();
  }

  @Override
  public void close() {
    graph.close();
  }
}

package io.sutra.mlbase.onnx.graph;

import java.util.List;

/**
 * Turns {@code x * (1 + erf(x / sqrt 2)) / 2} into one operator.
 *
 * <p>The fused operator computes the same exact (erf) form; the approximation by tanh is a
 * different operator, not used. The bias addition before it is left alone on purpose: {@code Gelu}
 * has a vectorised kernel for AVX-512 and {@code BiasGelu} has not, which outweighs the pass saved.
 * ONNX Runtime would join the two again at its EXTENDED level, so a model rewritten here is to be
 * loaded at BASIC or below.
 */
final class GeluFusion implements GraphStep {

  static final String FUSED = "Gelu";

  private static final float SQRT_2 = (float) Math.sqrt(2);

  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int fused = 0;
    for (OnnxNode half : graph.nodes()) {
      String argument = argument(graph, half);
      if (!argument.isEmpty()) {
        graph.replace(half, OnnxNode.contrib(FUSED, half.output(), List.of(argument)));
        fused++;
      }
    }
    return fused;
  }

  /** The x of {@code 0.5 * (x * (1 + erf(x / sqrt 2)))}; empty when the node is not that. */
  private static String argument(OnnxGraph graph, OnnxNode half) {
    int factor = half.is("Mul") ? graph.constantOperand(half) : -1;
    if (graph.scalar(half.input(factor)) != 0.5f) {
      return "";
    }
    OnnxNode product = graph.producer(half.input(1 - factor), "Mul");
    for (int side = 0; side < 2; side++) {
      String x = product.input(side);
      if (isOnePlusErfOf(graph, product.input(1 - side), x)) {
        return x;
      }
    }
    return "";
  }

  private static boolean isOnePlusErfOf(OnnxGraph graph, String value, String x) {
    OnnxNode add = graph.producer(value, "Add");
    int one = graph.constantOperand(add);
    OnnxNode erf = graph.producer(add.input(1 - one), "Erf");
    OnnxNode divide = graph.producer(erf.input(0), "Div");
    return graph.scalar(add.input(one)) == 1f
        && divide.input(0).equals(x)
        && Math.abs(graph.scalar(divide.input(1)) - SQRT_2) < 1e-6f;
  }
}

package io.sutra.mlbase.onnx.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Folds the residual addition, and the bias addition of the dense layer before it, into the layer
 * normalisation.
 *
 * <p>Each of these additions is a pass over the whole activation, bound by memory and not by
 * arithmetic. ONNX Runtime has the same fusion, but only applies it where the number of tokens is
 * fixed and the bias the second operand.
 */
final class SkipLayerNormFusion implements GraphStep {

  static final String FUSED = "SkipLayerNormalization";

  /** Index of the operator's input that scales, which is as wide as a token's vector. */
  static final int GAMMA_INPUT = 2;

  @Override
  public String name() {
    return "skip-layer-norm";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int fused = 0;
    for (OnnxNode norm : graph.nodes()) {
      if (!isVectorNorm(graph, norm)) {
        continue;
      }
      OnnxNode residual = graph.producer(norm.input(0), "Add");
      if (isActivation(graph, residual.input(0)) && isActivation(graph, residual.input(1))) {
        graph.replace(norm, fuse(graph, norm, residual));
        fused++;
      }
    }
    return fused;
  }

  private static boolean isVectorNorm(OnnxGraph graph, OnnxNode norm) {
    return norm.is(LayerNormFusion.FUSED)
        && norm.longAttribute("axis", -1) == -1
        && norm.inputs().size() == 3
        && norm.outputs().size() == 1
        && graph.isConstant(norm.input(1));
  }

  private static OnnxNode fuse(OnnxGraph graph, OnnxNode norm, OnnxNode residual) {
    long width = graph.constant(norm.input(1)).dim(0);
    List<String> inputs = new ArrayList<>(residual.inputs());
    inputs.add(norm.input(1));
    inputs.add(norm.input(2));
    for (int side = 0; side < 2 && inputs.size() == 4; side++) {
      OnnxNode dense = graph.producer(residual.input(side), "Add");
      int bias = graph.constantOperand(dense);
      if (graph.constant(dense.input(bias)).isFloat(width)) {
        inputs.set(side, dense.input(1 - bias));
        inputs.add(dense.input(bias));
      }
    }
    return OnnxNode.contrib(FUSED, norm.output(), inputs)
        .with("epsilon", norm.floatAttribute("epsilon", 1e-5f));
  }

  /**
   * Both operands must have the full shape, as the fused operator does not broadcast. A dense
   * layer's output, with or without its bias, and a normalised value have it; anything else (the
   * position embeddings, say) might not.
   */
  private static boolean isActivation(OnnxGraph graph, String value) {
    OnnxNode node = graph.producer(value);
    if (node.is("Add")) {
      int bias = graph.constantOperand(node);
      return graph.constant(node.input(bias)).rank() == 1
          && isDense(graph, graph.producer(node.input(1 - bias)));
    }
    return isDense(graph, node) || node.is(LayerNormFusion.FUSED) || node.isContrib(FUSED);
  }

  private static boolean isDense(OnnxGraph graph, OnnxNode node) {
    return node.is("MatMul") && graph.constant(node.input(1)).rank() == 2;
  }
}

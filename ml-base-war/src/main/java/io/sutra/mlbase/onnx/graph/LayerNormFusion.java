package io.sutra.mlbase.onnx.graph;

/**
 * Turns the nine primitive nodes that exporters write for a layer normalisation into the one
 * operator that computes it.
 *
 * <p>ONNX Runtime does this by itself too; it is done here first because {@link
 * SkipLayerNormFusion} builds on it.
 */
final class LayerNormFusion implements GraphStep {

  static final String FUSED = "LayerNormalization";

  @Override
  public String name() {
    return "layer-norm";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int fused = 0;
    for (OnnxNode node : graph.nodes()) {
      OnnxNode norm = match(graph, node);
      if (!norm.isNone()) {
        graph.replace(node, norm);
        fused++;
      }
    }
    return fused;
  }

  /** Matches {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta} from its last node up. */
  private static OnnxNode match(OnnxGraph graph, OnnxNode add) {
    int beta = add.is("Add") ? graph.constantOperand(add) : -1;
    if (beta < 0) {
      return OnnxNode.NONE;
    }
    OnnxNode scale = graph.producer(add.input(1 - beta), "Mul");
    int gamma = graph.constantOperand(scale);
    OnnxNode divide = graph.producer(scale.input(1 - gamma), "Div");
    OnnxNode centre = graph.producer(divide.input(0), "Sub");
    OnnxTensorData gammas = graph.constant(scale.input(gamma));
    float epsilon = epsilon(graph, divide.input(1), centre.output());
    boolean matches =
        isMeanOf(graph, centre.input(1), centre.input(0))
            && epsilon >= 0
            && gammas.rank() == 1
            && gammas.isFloat()
            && graph.constant(add.input(beta)).isFloat(gammas.dim(0));
    return matches
        ? OnnxNode.standard(
                FUSED, add.output(), centre.input(0), scale.input(gamma), add.input(beta))
            .with("axis", -1)
            .with("epsilon", epsilon)
        : OnnxNode.NONE;
  }

  /** The epsilon in {@code sqrt(mean(centred ^ 2) + epsilon)}; NaN when it is something else. */
  private static float epsilon(OnnxGraph graph, String deviation, String centred) {
    OnnxNode root = graph.producer(deviation, "Sqrt");
    OnnxNode add = graph.producer(root.input(0), "Add");
    int constant = graph.constantOperand(add);
    OnnxNode mean = graph.producer(add.input(1 - constant), "ReduceMean");
    OnnxNode square = graph.producer(mean.input(0), "Pow");
    boolean matches =
        isMeanOf(graph, mean.output(), square.output())
            && square.input(0).equals(centred)
            && graph.scalar(square.input(1)) == 2f;
    return matches ? graph.scalar(add.input(constant)) : Float.NaN;
  }

  private static boolean isMeanOf(OnnxGraph graph, String mean, String value) {
    OnnxNode node = graph.producer(mean, "ReduceMean");
    if (node.isNone() || !node.input(0).equals(value) || node.longAttribute("keepdims", 1) != 1) {
      return false;
    }
    long[] asInput = graph.constant(node.input(1)).longs();
    long[] axes = asInput.length == 0 ? node.longsAttribute("axes") : asInput;
    return axes.length == 1 && axes[0] == -1;
  }
}

package io.sutra.mlbase.onnx.graph;

import java.util.List;

/**
 * Gives each attention two forms, of which an input chooses one at run time: with a bias, for rows
 * that hold several texts, and without, for rows of one text each.
 *
 * <p>Without a bias the operator takes its blockwise path, which never writes the matrix of scores
 * to memory. An {@code If} costs microseconds, and both forms share all weights.
 */
final class AttentionBranches implements GraphStep {

  /** The model input {@code bool[1]} that chooses the form with a bias. */
  static final String PACKED = "packed";

  private static final int F_NODE = 1;
  private static final int F_NAME = 2;
  private static final int F_OUTPUT = 12;

  @Override
  public String name() {
    return "branches";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int branched = 0;
    for (OnnxNode attention : graph.nodes()) {
      if (attention.isContrib(AttentionFusion.FUSED)) {
        graph.replace(attention, branches(attention));
        branched++;
      }
    }
    if (branched > 0) {
      graph.addInput(PACKED, OnnxTensorData.BOOL, "1");
    }
    return branched;
  }

  private static OnnxNode branches(OnnxNode attention) {
    // The mask before the bias is empty too: what remains are query, key, value and their bias.
    List<String> unbiased = attention.inputs().subList(0, AttentionFusion.BIAS_INPUT - 1);
    OnnxNode then = attention.copyTo(attention.output() + "/packed", attention.inputs());
    OnnxNode otherwise = attention.copyTo(attention.output() + "/rows", unbiased);
    List<String> used = attention.inputs().stream().filter(input -> !input.isEmpty()).toList();
    return OnnxNode.standard("If", attention.output(), PACKED)
        .withGraph("then_branch", branch(then), used)
        .withGraph("else_branch", branch(otherwise), List.of());
  }

  private static WireWriter branch(OnnxNode node) {
    return new WireWriter()
        .message(F_NODE, node.write())
        .string(F_NAME, node.output())
        .bytes(F_OUTPUT, ValueDeclaration.tensorOfAnyShape(node.output(), OnnxTensorData.FLOAT));
  }
}

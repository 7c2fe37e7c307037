package io.sutra.mlbase.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replaces a spelled-out self-attention by ONNX Runtime's {@code MultiHeadAttention}, and the mask
 * over padding by a bias that the caller gives for each pair of tokens.
 *
 * <p>Why not leave it to the runtime: its own fusion wants the bias as the second operand of each
 * addition, and exporters since PyTorch 2 write it first. Why this operator and not {@code
 * Attention}: that one takes one input for queries, keys and values, where {@link
 * FirstTokenPruning} needs a query of its own. The projections stay the matrix products that they
 * were, so no weight is copied; only the three bias vectors are joined into one.
 */
final class AttentionFusion implements GraphStep {

  static final String FUSED = "MultiHeadAttention";

  /** Index of the operator's input that is added to the scores. */
  static final int BIAS_INPUT = 5;

  /** The model input {@code float32[rows][1][tokens][tokens]} that is added to the scores. */
  static final String BIAS = "attention_bias";

  private static final String MASK = "attention_mask";

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int fused = 0;
    for (OnnxNode softmax : graph.nodes()) {
      Optional<AttentionPattern> found = AttentionPattern.around(graph, softmax, MASK);
      if (found.isPresent()) {
        graph.replace(found.get().output(), fuse(graph, found.get()));
        fused++;
      }
    }
    if (fused > 0) {
      graph.addInput(BIAS, OnnxTensorData.FLOAT, "bias_batch", "1", "bias_rows", "bias_columns");
    }
    return fused;
  }

  private static OnnxNode fuse(OnnxGraph graph, AttentionPattern found) {
    List<String> inputs = new ArrayList<>();
    for (AttentionPattern.Projection projection : found.projections()) {
      inputs.add(product(graph, projection));
    }
    inputs.add(joinedBias(graph, found.projections()));
    inputs.add("");
    inputs.add(BIAS);
    return OnnxNode.contrib(FUSED, found.output().output(), inputs)
        .with("num_heads", found.heads())
        .with("scale", found.scale());
  }

  private static String product(OnnxGraph graph, AttentionPattern.Projection projection) {
    String output = graph.freshName("projection");
    graph.add(OnnxNode.standard("MatMul", output, projection.input(), projection.weights()));
    return output;
  }

  private static String joinedBias(OnnxGraph graph, List<AttentionPattern.Projection> projections) {
    int width = (int) projections.getFirst().width();
    float[] joined = new float[width * projections.size()];
    for (int i = 0; i < projections.size(); i++) {
      float[] bias = graph.constant(projections.get(i).bias()).floats();
      System.arraycopy(bias, 0, joined, i * width, width);
    }
    String name = graph.freshName("bias");
    graph.add(OnnxTensorData.ofFloats(name, new long[] {joined.length}, joined));
    return name;
  }
}

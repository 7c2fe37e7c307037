package io.sutra.mlbase.onnx.graph;

import java.util.Set;

/**
 * Tells which nodes treat each token on its own, so that it does not matter what other tokens lie
 * in the same row, nor how many.
 *
 * <p>By induction from the look-up of embeddings, every value that such nodes compute has the shape
 * {@code [rows, tokens, width]}; nothing may address a token by where it lies.
 */
final class TokenWise {

  private static final Set<String> GIVEN_PER_TOKEN =
      Set.of(EncoderRewriter.IDS, PositionInput.POSITIONS, "token_type_ids");

  private TokenWise() {}

  /**
   * Whether attention is the only thing in the graph that mixes tokens: then texts may share a row,
   * as long as attention keeps them apart.
   */
  static boolean holdsOutsideAttention(OnnxGraph graph) {
    return graph.nodes().stream()
        .allMatch(
            node ->
                node.is("Constant")
                    || node.isContrib(AttentionFusion.FUSED)
                    || isEmbedding(graph, node)
                    || isTokenWise(graph, node));
  }

  private static boolean isEmbedding(OnnxGraph graph, OnnxNode node) {
    return node.is("Gather")
        && node.longAttribute("axis", 0) == 0
        && graph.constant(node.input(0)).rank() == 2
        && GIVEN_PER_TOKEN.contains(node.input(1))
        && graph.inputs().contains(node.input(1));
  }

  /**
   * Whether a node computes each token's vector from vectors of the same token. Constants must
   * apply to each token alike: vectors, or the right side of a product.
   */
  static boolean isTokenWise(OnnxGraph graph, OnnxNode node) {
    if (node.outputs().size() != 1) {
      return false;
    }
    if (node.is("MatMul")) {
      return !graph.isConstant(node.input(0)) && graph.constant(node.input(1)).rank() == 2;
    }
    if (node.is("Add")) {
      int constant = graph.constantOperand(node);
      return constant < 0
          ? !graph.isConstant(node.input(0))
          : graph.constant(node.input(constant)).rank() <= 1;
    }
    return node.isContrib(SkipLayerNormFusion.FUSED)
        || node.isContrib(GeluFusion.FUSED)
        || (node.is(LayerNormFusion.FUSED) && node.longAttribute("axis", -1) == -1);
  }
}

package io.sutra.mlbase.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes only the first tokens' output, for models whose embedding of a text is that of its first
 * ([CLS]) token.
 *
 * <p>The selection of the first tokens starts at the graph's output and moves up through everything
 * that treats each token on its own. It stops at the last layer's attention, where it selects the
 * query only: keys and values still come from all tokens. So the last layer's output projection,
 * feed-forward network and normalisations, and a third of its input projections, run on one token
 * per text instead of all of them. The result is the same number, not an approximation.
 *
 * <p>The caller says where texts begin, counted in tokens over all rows: {@code first_positions},
 * {@code int64[rows][firsts]}.
 */
final class FirstTokenPruning implements GraphStep {

  /** Name of the new output, {@code float32[rows * firsts][width]}. */
  static final String OUTPUT = "first_token";

  static final String POSITIONS = "first_positions";

  /** Added to the last layer's scores: {@code float32[rows][1][firsts][tokens]}. */
  static final String BIAS = "first_bias";

  @Override
  public String name() {
    return "first-token";
  }

  @Override
  public int apply(OnnxGraph graph) {
    OnnxNode last = graph.producer(EncoderRewriter.HIDDEN_STATE);
    // Only after a fused normalisation is it certain that the output is shaped [rows, tokens,
    // width].
    if (!last.isContrib(SkipLayerNormFusion.FUSED)
        || !graph.outputs().equals(Set.of(EncoderRewriter.HIDDEN_STATE))) {
      return 0;
    }
    graph.addInput(POSITIONS, OnnxTensorData.INT64, "rows", "firsts");
    graph.addInput(BIAS, OnnxTensorData.FLOAT, "first_batch", "1", "first_rows", "first_columns");
    long width = graph.constant(last.input(SkipLayerNormFusion.GAMMA_INPUT)).dim(0);
    Set<String> whole = new HashSet<>();
    collectWhole(graph, last.output(), new HashSet<>(), whole);
    String shape = graph.freshName("text_by_width");
    graph.add(OnnxTensorData.ofLongs(shape, -1, width));
    String selected = select(graph, last.output(), shape, whole, new HashMap<>());
    graph.add(OnnxNode.standard("Reshape", OUTPUT, selected, shape));
    graph.setOutput(OUTPUT, OnnxTensorData.FLOAT, "texts", Long.toString(width));
    return 1;
  }

  /** Finds the values needed for all tokens anyway: all that keys and values come from. */
  private static void collectWhole(
      OnnxGraph graph, String value, Set<String> seen, Set<String> whole) {
    OnnxNode node = graph.producer(value);
    if (!seen.add(value)) {
      return;
    }
    if (node.isContrib(AttentionFusion.FUSED)) {
      node.inputs().stream().skip(1).forEach(input -> collectAncestors(graph, input, whole));
    } else if (TokenWise.isTokenWise(graph, node)) {
      node.inputs().forEach(input -> collectWhole(graph, input, seen, whole));
    }
  }

  private static void collectAncestors(OnnxGraph graph, String value, Set<String> ancestors) {
    if (ancestors.add(value)) {
      graph.producer(value).inputs().forEach(input -> collectAncestors(graph, input, ancestors));
    }
  }

  /** The name of a value that holds, of all tokens of the given one, only the first ones. */
  private static String select(
      OnnxGraph graph,
      String value,
      String textByWidth,
      Set<String> whole,
      Map<String, String> done) {
    String known = done.get(value);
    if (known != null) {
      return known;
    }
    String selected = graph.freshName("first_of");
    done.put(value, selected);
    OnnxNode node = whole.contains(value) ? OnnxNode.NONE : graph.producer(value);
    if (node.isContrib(AttentionFusion.FUSED)) {
      List<String> inputs = new ArrayList<>(node.inputs());
      inputs.set(0, select(graph, node.input(0), textByWidth, whole, done));
      inputs.set(AttentionFusion.BIAS_INPUT, BIAS);
      graph.add(node.copyTo(selected, inputs));
    } else if (TokenWise.isTokenWise(graph, node)) {
      List<String> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        boolean same = input.isEmpty() || graph.isConstant(input);
        inputs.add(same ? input : select(graph, input, textByWidth, whole, done));
      }
      graph.add(node.copyTo(selected, inputs));
    } else {
      String tokens = graph.freshName("tokens_of_all_rows");
      graph.add(OnnxNode.standard("Reshape", tokens, value, textByWidth));
      graph.add(OnnxNode.standard("Gather", selected, tokens, POSITIONS).with("axis", 0));
    }
    return selected;
  }
}

package io.sutra.mlbase.onnx.graph;

/**
 * Adds the embedding of token type 0 to the table of position embeddings.
 *
 * <p>A text alone has no tokens of another type (type 1 marks the second of a pair), so looking the
 * type up, and adding what was found, is the same for every token of every text.
 */
final class TokenTypeFolding implements GraphStep {

  private static final String TYPES = "token_type_ids";

  @Override
  public String name() {
    return "token-type";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int folded = 0;
    for (OnnxNode type : graph.nodes()) {
      if (isLookUp(graph, type, TYPES)) {
        folded += fold(graph, type);
      }
    }
    return folded;
  }

  /** Turns {@code (word + type) + position} into {@code word + (position + type 0)}. */
  private static int fold(OnnxGraph graph, OnnxNode type) {
    OnnxNode inner = graph.onlyConsumer(type.output());
    OnnxNode outer = graph.onlyConsumer(inner.output());
    if (!inner.is("Add") || !outer.is("Add")) {
      return 0;
    }
    String word = inner.input(inner.input(0).equals(type.output()) ? 1 : 0);
    OnnxNode position = graph.producer(outer.input(outer.input(0).equals(inner.output()) ? 1 : 0));
    OnnxTensorData types = graph.constant(type.input(0));
    OnnxTensorData positions = graph.constant(position.input(0));
    if (!isLookUp(graph, position, PositionInput.POSITIONS) || types.dim(1) != positions.dim(1)) {
      return 0;
    }
    String table = graph.freshName("positions");
    graph.add(withFirstRow(table, positions, types.floats()));
    String embedding = graph.freshName("position");
    graph.add(OnnxNode.standard("Gather", embedding, table, PositionInput.POSITIONS));
    graph.replace(outer, OnnxNode.standard("Add", outer.output(), word, embedding));
    return 1;
  }

  private static OnnxTensorData withFirstRow(String name, OnnxTensorData table, float[] row) {
    int width = (int) table.dim(1);
    float[] sums = table.floats();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i % width];
    }
    return OnnxTensorData.ofFloats(name, new long[] {table.dim(0), width}, sums);
  }

  private static boolean isLookUp(OnnxGraph graph, OnnxNode node, String indices) {
    OnnxTensorData table = graph.constant(node.input(0));
    return node.is("Gather")
        && node.longAttribute("axis", 0) == 0
        && node.input(1).equals(indices)
        && graph.inputs().contains(indices)
        && table.isFloat()
        && table.rank() == 2;
  }
}

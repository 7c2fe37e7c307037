package io.sutra.mlbase.onnx.graph;

/**
 * Lets the caller say which position each token has, in an input {@code int64[rows][tokens]}, where
 * exporters count 0, 1, 2 and so on along the row. Texts that lie in one row one after the other
 * then count from 0 each.
 */
final class PositionInput implements GraphStep {

  static final String POSITIONS = "position_ids";

  @Override
  public String name() {
    return "position-input";
  }

  @Override
  public int apply(OnnxGraph graph) {
    int replaced = 0;
    for (OnnxNode gather : graph.nodes()) {
      if (isPositionEmbedding(graph, gather)) {
        graph.replace(
            gather, OnnxNode.standard("Gather", gather.output(), gather.input(0), POSITIONS));
        replaced++;
      }
    }
    if (replaced > 0) {
      graph.addInput(POSITIONS, OnnxTensorData.INT64, "position_rows", "tokens");
    }
    return replaced;
  }

  /** True for {@code table[[0, 1, 2, ...][:, 0:tokens]]}. */
  private static boolean isPositionEmbedding(OnnxGraph graph, OnnxNode gather) {
    OnnxNode slice = graph.producer(gather.input(1), "Slice");
    OnnxTensorData table = graph.constant(gather.input(0));
    OnnxTensorData counted = graph.constant(slice.input(0));
    return gather.is("Gather")
        && gather.longAttribute("axis", 0) == 0
        && table.isFloat()
        && table.rank() == 2
        && isCount(counted)
        && counted.dim(1) <= table.dim(0)
        && isSingle(graph, slice.input(1), 0)
        && TargetShape.isDimension(graph, slice.input(2), EncoderRewriter.IDS, 1)
        && isSingle(graph, slice.input(3), 1)
        && (slice.input(4).isEmpty() || isSingle(graph, slice.input(4), 1));
  }

  private static boolean isCount(OnnxTensorData data) {
    long[] values = data.longs();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != i) {
        return false;
      }
    }
    return data.rank() == 2 && data.dim(0) == 1;
  }

  private static boolean isSingle(OnnxGraph graph, String value, long expected) {
    long[] values = graph.constant(value).longs();
    return values.length == 1 && values[0] == expected;
  }
}

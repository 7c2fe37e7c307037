package io.sutra.mlbase.onnx.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One multi-head self-attention as exporters spell it out: three projections, cut into heads,
 * scores, mask, softmax, mix, and the heads joined again.
 *
 * @param output the node whose output is the joined heads
 * @param heads number of heads
 * @param scale factor on the scores before the softmax
 */
record AttentionPattern(
    OnnxNode output, Projection query, Projection key, Projection value, long heads, float scale) {

  /** Masks of every exporter are at least as low as this: nothing of a masked token remains. */
  private static final float HIGHEST_MASK = -10000f;

  private static final long[] HEADS_FIRST = {0, 2, 1, 3};
  private static final long[] HEADS_FIRST_TRANSPOSED = {0, 2, 3, 1};

  /** {@code input x weights + bias}, all of one width. */
  record Projection(String input, String weights, String bias, long width) {}

  /** A projection that was cut into {@code count} heads. */
  private record Heads(Projection projection, long count, long width) {

    boolean sameCut(Heads other) {
      return count == other.count && width == other.width;
    }
  }

  /**
   * The attention around a softmax; empty when any part of it is not exactly as expected.
   *
   * @param mask the input that says which tokens are real
   */
  static Optional<AttentionPattern> around(OnnxGraph graph, OnnxNode softmax, String mask) {
    // An absent axis means the last one or the second, by version; exporters write it.
    long axis = softmax.is("Softmax") ? softmax.longAttribute("axis", 0) : 0;
    OnnxNode mix = graph.onlyConsumer(softmax.output());
    if ((axis != -1 && axis != 3) || !mix.is("MatMul") || !mix.input(0).equals(softmax.output())) {
      return Optional.empty();
    }
    OnnxNode masking = graph.producer(softmax.input(0), "Add");
    int side = isMask(graph, masking.input(0), mask) ? 0 : 1;
    if (!isMask(graph, masking.input(side), mask)) {
      return Optional.empty();
    }
    OnnxNode scaling = graph.producer(masking.input(1 - side));
    int constant = graph.constantOperand(scaling);
    float scale = scale(graph, scaling, constant);
    OnnxNode scores = graph.producer(scaling.input(1 - constant), "MatMul");
    Optional<Heads> query = heads(graph, scores.input(0), HEADS_FIRST);
    Optional<Heads> key = heads(graph, scores.input(1), HEADS_FIRST_TRANSPOSED);
    Optional<Heads> value = heads(graph, mix.input(1), HEADS_FIRST);
    if (!Float.isFinite(scale) || query.isEmpty() || key.isEmpty() || value.isEmpty()) {
      return Optional.empty();
    }
    Heads cut = query.get();
    if (!cut.sameCut(key.get()) || !cut.sameCut(value.get())) {
      return Optional.empty();
    }
    OnnxNode joined = joined(graph, mix, cut);
    return joined.isNone()
        ? Optional.empty()
        : Optional.of(
            new AttentionPattern(
                joined,
                cut.projection(),
                key.get().projection(),
                value.get().projection(),
                cut.count(),
                scale));
  }

  List<Projection> projections() {
    return List.of(query, key, value);
  }

  private static float scale(OnnxGraph graph, OnnxNode scaling, int constant) {
    float factor = graph.scalar(scaling.input(constant));
    if (scaling.is("Mul")) {
      return factor;
    }
    return scaling.is("Div") && constant == 1 ? 1 / factor : Float.NaN;
  }

  /**
   * Whether a value is {@code (1 - mask) * hugely negative}, shaped {@code [rows, 1, 1, tokens]}.
   */
  private static boolean isMask(OnnxGraph graph, String value, String mask) {
    OnnxNode times = graph.producer(value, "Mul");
    int constant = graph.constantOperand(times);
    OnnxNode inverse = graph.producer(times.input(1 - constant), "Sub");
    OnnxNode cast = graph.producer(inverse.input(1), "Cast");
    OnnxNode outer = graph.producer(cast.input(0), "Unsqueeze");
    OnnxNode inner = graph.producer(outer.input(0), "Unsqueeze");
    return graph.scalar(times.input(constant)) <= HIGHEST_MASK
        && graph.scalar(inverse.input(0)) == 1f
        && isUnsqueeze(graph, outer, 2)
        && isUnsqueeze(graph, inner, 1)
        && inner.input(0).equals(mask)
        && graph.inputs().contains(mask);
  }

  private static Optional<Heads> heads(OnnxGraph graph, String value, long[] order) {
    OnnxNode transpose = graph.producer(value, "Transpose");
    OnnxNode reshape = graph.producer(transpose.input(0), "Reshape");
    long[] cut = TargetShape.afterRowsAndTokens(graph, reshape);
    if (cut.length != 2 || !Arrays.equals(transpose.longsAttribute("perm"), order)) {
      return Optional.empty();
    }
    return projection(graph, reshape.input(0))
        .filter(projection -> cut[0] * cut[1] == projection.width())
        .map(projection -> new Heads(projection, cut[0], cut[1]));
  }

  private static Optional<Projection> projection(OnnxGraph graph, String value) {
    OnnxNode add = graph.producer(value, "Add");
    int bias = graph.constantOperand(add);
    OnnxNode product = graph.producer(add.input(1 - bias), "MatMul");
    OnnxTensorData weights = graph.constant(product.input(1));
    long width = weights.dim(1);
    boolean matches =
        !product.isNone()
            && weights.isFloat()
            && weights.rank() == 2
            && graph.constant(add.input(bias)).isFloat(width);
    return matches
        ? Optional.of(new Projection(product.input(0), product.input(1), add.input(bias), width))
        : Optional.empty();
  }

  private static OnnxNode joined(OnnxGraph graph, OnnxNode mix, Heads cut) {
    OnnxNode transpose = graph.onlyConsumer(mix.output());
    if (!transpose.is("Transpose")
        || !Arrays.equals(transpose.longsAttribute("perm"), HEADS_FIRST)) {
      return OnnxNode.NONE;
    }
    // The transposed heads are also asked for their shape, by what computes the reshape's target.
    for (OnnxNode reshape : graph.consumers(transpose.output())) {
      boolean joins =
          reshape.is("Reshape")
              && Arrays.equals(
                  TargetShape.afterRowsAndTokens(graph, reshape),
                  new long[] {cut.count() * cut.width()});
      if (joins) {
        return reshape;
      }
    }
    return OnnxNode.NONE;
  }

  private static boolean isUnsqueeze(OnnxGraph graph, OnnxNode node, long axis) {
    long[] asInput = graph.constant(node.input(1)).longs();
    long[] axes = asInput.length == 0 ? node.longsAttribute("axes") : asInput;
    return axes.length == 1 && axes[0] == axis;
  }
}

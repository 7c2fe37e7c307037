package io.sutra.mlbase.onnx.graph;

import java.util.Arrays;

/** Reads where a reshape leads that keeps the first two dimensions, rows and tokens. */
final class TargetShape {

  private static final long[] UNKNOWN = {};

  private TargetShape() {}

  /** The fixed dimensions after the first two; empty when the reshape does anything else. */
  static long[] afterRowsAndTokens(OnnxGraph graph, OnnxNode reshape) {
    long[] constant = graph.constant(reshape.input(1)).longs();
    if (constant.length > 0) {
      boolean keeps =
          constant.length > 2
              && constant[0] == 0
              && constant[1] == 0
              && reshape.longAttribute("allowzero", 0) == 0;
      return keeps ? fixed(Arrays.copyOfRange(constant, 2, constant.length)) : UNKNOWN;
    }
    OnnxNode concat = graph.producer(reshape.input(1), "Concat");
    boolean keeps =
        concat.inputs().size() > 2
            && isDimension(graph, concat.input(0), reshape.input(0), 0)
            && isDimension(graph, concat.input(1), reshape.input(0), 1);
    if (!keeps) {
      return UNKNOWN;
    }
    long[] rest = new long[concat.inputs().size() - 2];
    for (int i = 0; i < rest.length; i++) {
      long[] dim = graph.constant(concat.input(i + 2)).longs();
      if (dim.length != 1) {
        return UNKNOWN;
      }
      rest[i] = dim[0];
    }
    return fixed(rest);
  }

  private static long[] fixed(long[] dims) {
    return Arrays.stream(dims).allMatch(dim -> dim > 0) ? dims : UNKNOWN;
  }

  /** True for {@code unsqueeze(shape(value)[index])}. */
  static boolean isDimension(OnnxGraph graph, String dimension, String value, long index) {
    OnnxNode unsqueeze = graph.producer(dimension, "Unsqueeze");
    OnnxNode gather = graph.producer(unsqueeze.input(0), "Gather");
    OnnxNode shape = graph.producer(gather.input(0), "Shape");
    OnnxTensorData at = graph.constant(gather.input(1));
    return !shape.isNone()
        && !shape.has("start")
        && !shape.has("end")
        && at.isInt64()
        && at.rank() == 0
        && at.longs()[0] == index
        && shape.input(0).equals(value);
  }
}

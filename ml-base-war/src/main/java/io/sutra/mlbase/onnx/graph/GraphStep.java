package io.sutra.mlbase.onnx.graph;

/**
 * One rewrite of a graph into an equal one that runs faster.
 *
 * <p>A step recognises exactly the shape of sub-graph that it knows how to replace and touches
 * nothing else: on a model from another exporter it may do nothing, but it never changes what the
 * graph computes.
 */
interface GraphStep {

  /** A short name for the log. */
  String name();

  /** Rewrites every place that matches and returns how many did. The caller prunes afterwards. */
  int apply(OnnxGraph graph);
}

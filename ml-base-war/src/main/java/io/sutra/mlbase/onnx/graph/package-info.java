/**
 * ONNX graphs as data: read from a file ({@link io.sutra.mlbase.onnx.graph.OnnxModel}), rewritten
 * into an equal graph that runs faster ({@link io.sutra.mlbase.onnx.graph.EncoderRewriter} and the
 * steps that it takes), written, and kept for the next start ({@link
 * io.sutra.mlbase.onnx.graph.GraphCache}).
 *
 * <p>What does not belong here: running a graph. Nothing in this package imports ONNX Runtime.
 */
@NullMarked
package io.sutra.mlbase.onnx.graph;

import org.jspecify.annotations.NullMarked;

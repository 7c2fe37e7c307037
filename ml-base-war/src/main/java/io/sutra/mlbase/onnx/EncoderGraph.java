package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.SentenceEncoder;

/** A graph that was loaded into ONNX Runtime. Thread-safe, as all encoders; closed once. */
sealed interface EncoderGraph extends SentenceEncoder, AutoCloseable
    permits PaddedGraph, RewrittenGraph, OneTextGraph {

  @Override
  void close();
}

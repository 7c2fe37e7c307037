package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.SentenceEncoder;

/** A graph that was loaded into ONNX Runtime. Thread-safe, as all encoders; closed once. */
interface EncoderGraph extends SentenceEncoder, AutoCloseable {

  @Override
  void close();
}

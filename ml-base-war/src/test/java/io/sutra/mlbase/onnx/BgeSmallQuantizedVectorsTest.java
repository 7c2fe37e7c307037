package io.sutra.mlbase.onnx;

/** bge-small-en-v1.5 with 8-bit weights. */
final class BgeSmallQuantizedVectorsTest extends QuantizedVectorsContract {

  BgeSmallQuantizedVectorsTest() throws Exception {
    super("bge-small-en-v1.5");
  }
}

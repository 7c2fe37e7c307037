package io.sutra.mlbase.onnx;

/** all-minilm-l6-v2 with 8-bit weights. */
final class MiniLmQuantizedVectorsTest extends QuantizedVectorsContract {

  MiniLmQuantizedVectorsTest() throws Exception {
    super("all-minilm-l6-v2");
  }
}

package io.sutra.mlbase.onnx;

/** all-minilm-l6-v2 as it was published. */
final class MiniLmGoldenVectorsTest extends GoldenVectorsContract {

  MiniLmGoldenVectorsTest() throws Exception {
    super("all-minilm-l6-v2");
  }
}

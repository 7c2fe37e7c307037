package io.sutra.mlbase.onnx;

/** bge-small-en-v1.5 as it was published. */
final class BgeSmallGoldenVectorsTest extends GoldenVectorsContract {

  BgeSmallGoldenVectorsTest() throws Exception {
    super("bge-small-en-v1.5");
  }
}

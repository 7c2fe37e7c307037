package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;

/** Writes what ONNX calls a {@code ValueInfoProto}: the name, element type and shape of a value. */
final class ValueDeclaration {

  private static final int F_NAME = 1;
  private static final int F_TYPE = 2;
  private static final int F_TENSOR = 1;
  private static final int F_ELEMENT = 1;
  private static final int F_SHAPE = 2;
  private static final int F_DIM = 1;
  private static final int F_DIM_VALUE = 1;
  private static final int F_DIM_NAME = 2;

  private ValueDeclaration() {}

  /**
   * A tensor.
   *
   * @param type as in {@link OnnxTensorData}
   * @param dims a number is a fixed size, anything else the name of one that varies
   */
  static ByteBuffer tensor(String name, int type, String... dims) {
    WireWriter shape = new WireWriter();
    for (String dim : dims) {
      boolean fixed = Character.isDigit(dim.charAt(0));
      shape.message(
          F_DIM,
          fixed
              ? new WireWriter().varint(F_DIM_VALUE, Long.parseLong(dim))
              : new WireWriter().string(F_DIM_NAME, dim));
    }
    return declare(name, new WireWriter().varint(F_ELEMENT, type).message(F_SHAPE, shape));
  }

  /** A tensor of any shape. */
  static ByteBuffer tensorOfAnyShape(String name, int type) {
    return declare(name, new WireWriter().varint(F_ELEMENT, type));
  }

  private static ByteBuffer declare(String name, WireWriter tensor) {
    return new WireWriter()
        .string(F_NAME, name)
        .message(F_TYPE, new WireWriter().message(F_TENSOR, tensor))
        .toBuffer();
  }
}

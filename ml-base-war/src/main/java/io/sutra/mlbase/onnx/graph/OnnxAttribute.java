package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads and makes the few kinds of node attribute that the rewrites need: a number, a list of
 * numbers, a tensor, a graph. Attributes are handled encoded, as {@code AttributeProto} messages.
 */
final class OnnxAttribute {

  private static final int F_NAME = 1;
  private static final int F_FLOAT = 2;
  private static final int F_INT = 3;
  private static final int F_TENSOR = 5;
  private static final int F_GRAPH = 6;
  private static final int F_INTS = 8;
  private static final int F_TYPE = 20;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT = 2;
  private static final int TYPE_GRAPH = 5;

  private static final ByteBuffer ABSENT = ByteBuffer.allocate(0);

  private OnnxAttribute() {}

  static ByteBuffer ofLong(String name, long value) {
    return new WireWriter()
        .string(F_NAME, name)
        .varint(F_INT, value)
        .varint(F_TYPE, TYPE_INT)
        .toBuffer();
  }

  static ByteBuffer ofFloat(String name, float value) {
    return new WireWriter()
        .string(F_NAME, name)
        .fixed32(F_FLOAT, value)
        .varint(F_TYPE, TYPE_FLOAT)
        .toBuffer();
  }

  static ByteBuffer ofGraph(String name, WireWriter graph) {
    return new WireWriter()
        .string(F_NAME, name)
        .message(F_GRAPH, graph)
        .varint(F_TYPE, TYPE_GRAPH)
        .toBuffer();
  }

  static String name(ByteBuffer attribute) {
    return StandardCharsets.UTF_8.decode(find(attribute, F_NAME).duplicate()).toString();
  }

  /** {@link OnnxTensorData#NONE} when the attribute holds something else. */
  static OnnxTensorData tensor(ByteBuffer attribute) {
    return OnnxTensorData.parse(find(attribute, F_TENSOR));
  }

  static float floatValue(ByteBuffer attribute, float absent) {
    WireReader in = new WireReader(attribute);
    while (in.next()) {
      if (in.field() == F_FLOAT) {
        return in.fixed32();
      }
      in.raw();
    }
    return absent;
  }

  static long[] longs(ByteBuffer attribute) {
    WireReader in = new WireReader(attribute);
    long[] values = {};
    while (in.next()) {
      if (in.field() == F_INT || in.field() == F_INTS) {
        values = OnnxTensorData.concat(values, in.numbers());
      } else {
        in.raw();
      }
    }
    return values;
  }

  private static ByteBuffer find(ByteBuffer attribute, int field) {
    WireReader in = new WireReader(attribute);
    while (in.next()) {
      if (in.field() == field && in.wireType() == WireReader.BYTES) {
        return in.bytes();
      }
      in.raw();
    }
    return ABSENT;
  }
}

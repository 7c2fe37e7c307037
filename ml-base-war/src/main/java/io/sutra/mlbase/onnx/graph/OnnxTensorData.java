package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A constant tensor of a graph: shape, element type and little-endian bytes, which may be a slice
 * of a mapped file. Nothing here writes to them.
 */
final class OnnxTensorData {

  /** Element types, as numbered by ONNX. */
  static final int FLOAT = 1;

  static final int INT64 = 7;
  static final int BOOL = 9;

  /** What a value that is not constant has: no type, no data, equal to no expectation. */
  static final OnnxTensorData NONE = new OnnxTensorData("", new long[0], 0, ByteBuffer.allocate(0));

  private static final int F_DIMS = 1;
  private static final int F_TYPE = 2;
  private static final int F_FLOATS = 4;
  private static final int F_INT64S = 7;
  private static final int F_NAME = 8;
  private static final int F_RAW = 9;
  private static final int F_EXTERNAL = 13;

  private final String name;
  private final long[] dims;
  private final int type;
  private final ByteBuffer data;

  private OnnxTensorData(String name, long[] dims, int type, ByteBuffer data) {
    this.name = name;
    this.dims = dims;
    this.type = type;
    this.data = data;
  }

  static OnnxTensorData ofFloats(String name, long[] dims, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new OnnxTensorData(name, dims, FLOAT, bytes);
  }

  static OnnxTensorData ofLongs(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new OnnxTensorData(name, new long[] {values.length}, INT64, bytes);
  }

  /**
   * {@link #NONE} when the tensor is stored in a way that is not understood here, as one of an
   * exotic element type.
   */
  static OnnxTensorData parse(ByteBuffer message) {
    WireReader in = new WireReader(message);
    String name = "";
    long[] dims = {};
    int type = 0;
    ByteBuffer data = NONE.data;
    while (in.next()) {
      switch (in.field()) {
        case F_DIMS -> dims = concat(dims, in.numbers());
        case F_TYPE -> type = (int) in.varint();
        case F_NAME -> name = in.string();
        case F_RAW, F_FLOATS -> {
          if (in.wireType() != WireReader.BYTES) {
            return NONE;
          }
          data = in.bytes();
        }
        case F_INT64S -> {
          if (in.wireType() != WireReader.BYTES) {
            return NONE;
          }
          data = ofLongs("", in.numbers()).data;
        }
        case F_EXTERNAL ->
            throw new OnnxFormatException("weights in a separate file are not supported");
        default -> {
          return NONE;
        }
      }
    }
    return data.hasRemaining() ? new OnnxTensorData(name, dims, type, data) : NONE;
  }

  /** All but the bytes. */
  WireWriter writeHead() {
    WireWriter out = new WireWriter();
    for (long dim : dims) {
      out.varint(F_DIMS, dim);
    }
    return out.varint(F_TYPE, type).string(F_NAME, name);
  }

  WireWriter writeData(WireWriter head) {
    return head.bytes(F_RAW, data);
  }

  boolean isNone() {
    return type == 0;
  }

  String name() {
    return name;
  }

  /** Number of dimensions; 0 for a scalar. */
  int rank() {
    return dims.length;
  }

  /** Size along an axis; 0 where there is none. */
  long dim(int axis) {
    return axis < dims.length ? dims[axis] : 0;
  }

  ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean isFloat(long... shape) {
    return isFloat() && Arrays.equals(dims, shape);
  }

  /** Whether the elements are floats, and as many as the shape says. */
  boolean isFloat() {
    return type == FLOAT && holds(Float.BYTES);
  }

  boolean isInt64() {
    return type == INT64 && holds(Long.BYTES);
  }

  private boolean holds(int elementBytes) {
    return Arrays.stream(dims).reduce(elementBytes, (a, b) -> a * b) == data.remaining();
  }

  /** Empty unless the elements are floats. */
  float[] floats() {
    float[] values = new float[isFloat() ? data.remaining() / Float.BYTES : 0];
    data().asFloatBuffer().get(values);
    return values;
  }

  /** Empty unless the elements are 64-bit integers. */
  long[] longs() {
    long[] values = new long[isInt64() ? data.remaining() / Long.BYTES : 0];
    data().asLongBuffer().get(values);
    return values;
  }

  static long[] concat(long[] first, long[] second) {
    long[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}

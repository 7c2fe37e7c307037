package io.sutra.mlbase.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks one protobuf message field by field, directly over a (usually memory-mapped) buffer.
 *
 * <p>Why not a protobuf library: an ONNX file is mostly weights. This reader hands each of them out
 * as a slice of the mapped file, so rewriting a model of 130 MB costs the Java heap only what the
 * few changed tensors weigh; and all of the wire format that ONNX uses is below.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>
 */
final class WireReader {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final ByteBuffer buffer;
  private int fieldStart;
  private int tag;

  WireReader(ByteBuffer message) {
    buffer = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Moves to the next field; false at the end of the message. The field's value must then be read
   * or skipped.
   */
  boolean next() {
    if (!buffer.hasRemaining()) {
      return false;
    }
    fieldStart = buffer.position();
    tag = (int) rawVarint();
    return true;
  }

  int field() {
    return tag >>> 3;
  }

  int wireType() {
    return tag & 7;
  }

  /** A single number. */
  long varint() {
    expect(VARINT);
    return rawVarint();
  }

  float fixed32() {
    expect(FIXED32);
    return buffer.getFloat();
  }

  /**
   * A length-delimited value: a nested message, a packed list, a string or raw bytes. Shares the
   * buffer.
   */
  ByteBuffer bytes() {
    expect(BYTES);
    long length = rawVarint();
    if (length < 0 || length > buffer.remaining()) {
      throw new OnnxFormatException(
          "a field claims " + length + " bytes where " + buffer.remaining() + " are left");
    }
    ByteBuffer slice = buffer.slice(buffer.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(buffer.position() + (int) length);
    return slice;
  }

  String string() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** One occurrence of a repeated integer field: a single number, or a packed list. */
  long[] numbers() {
    if (wireType() == VARINT) {
      return new long[] {rawVarint()};
    }
    WireReader packed = new WireReader(bytes());
    long[] values = new long[8];
    int count = 0;
    while (packed.buffer.hasRemaining()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = packed.rawVarint();
    }
    return Arrays.copyOf(values, count);
  }

  /** Skips the value and returns the whole field with its tag, to be written back unchanged. */
  ByteBuffer raw() {
    switch (wireType()) {
      case VARINT -> rawVarint();
      case FIXED64 -> buffer.getLong();
      case BYTES -> bytes();
      case FIXED32 -> buffer.getInt();
      default -> throw new OnnxFormatException("wire type " + wireType() + " is not used by ONNX");
    }
    return buffer.slice(fieldStart, buffer.position() - fieldStart);
  }

  private void expect(int wireType) {
    if (wireType() != wireType) {
      throw new OnnxFormatException(
          "field " + field() + " has wire type " + wireType() + ", expected " + wireType);
    }
  }

  private long rawVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = buffer.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new OnnxFormatException("a number is longer than ten bytes");
  }
}

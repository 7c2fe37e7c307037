package io.sutra.mlbase.onnx.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds one protobuf message as a list of buffers, so that a weight read from a mapped file is
 * written to the new file straight from there and is never copied to the heap.
 */
final class WireWriter {

  private static final int RUN_BYTES = 1 << 16;

  private final List<ByteBuffer> parts = new ArrayList<>();
  private long size;

  WireWriter varint(int field, long value) {
    tag(field, WireReader.VARINT);
    number(value);
    return this;
  }

  WireWriter fixed32(int field, float value) {
    tag(field, WireReader.FIXED32);
    return raw(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value));
  }

  WireWriter string(int field, String value) {
    return bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  WireWriter bytes(int field, ByteBuffer value) {
    tag(field, WireReader.BYTES);
    number(value.remaining());
    return raw(value);
  }

  WireWriter message(int field, WireWriter nested) {
    tag(field, WireReader.BYTES);
    number(nested.size);
    parts.addAll(nested.parts);
    size += nested.size;
    return this;
  }

  /** Appends bytes that already carry their own tag. */
  WireWriter raw(ByteBuffer field) {
    parts.add(field.duplicate());
    size += field.remaining();
    return this;
  }

  /** The message in one piece; for small ones. */
  ByteBuffer toBuffer() {
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(size));
    parts.forEach(part -> whole.put(part.duplicate()));
    return whole.flip();
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    for (ByteBuffer part : coalesced()) {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }
  }

  /** Joins runs of small parts, so that a model is some hundred writes and not ten thousand. */
  private List<ByteBuffer> coalesced() {
    List<ByteBuffer> joined = new ArrayList<>();
    ByteBuffer run = ByteBuffer.allocate(RUN_BYTES);
    for (ByteBuffer part : parts) {
      if (part.remaining() > run.remaining()) {
        joined.add(run.flip());
        run = ByteBuffer.allocate(RUN_BYTES);
      }
      if (part.remaining() > run.capacity()) {
        joined.add(part.duplicate());
      } else {
        run.put(part.duplicate());
      }
    }
    joined.add(run.flip());
    return joined;
  }

  private void tag(int field, int wireType) {
    number(((long) field << 3) | wireType);
  }

  private void number(long value) {
    ByteBuffer encoded = ByteBuffer.allocate(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      encoded.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    raw(encoded.put((byte) rest).flip());
  }
}

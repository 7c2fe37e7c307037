package io.sutra.it.models;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of protocol buffers, written field by field. What is large in it is made only while it
 * is written, so that a model need not fit in memory. Not thread-safe.
 */
final class ProtoMessage {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  /** Something of a known length. */
  private interface Part {
    long size();

    void writeTo(OutputStream out) throws IOException;
  }

  /** Makes bytes while they are written. */
  interface Source {
    void writeTo(OutputStream out) throws IOException;
  }

  private final List<Part> parts = new ArrayList<>();

  long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }

  void writeTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      part.writeTo(out);
    }
  }

  ProtoMessage number(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
    return this;
  }

  ProtoMessage number(int field, float value) {
    varint(((long) field << 3) | FIXED_32);
    append(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage bytes(int field, byte[] value) {
    return bytes(field, value.length, out -> out.write(value));
  }

  ProtoMessage bytes(int field, long size, Source source) {
    varint(((long) field << 3) | LENGTH_DELIMITED);
    varint(size);
    parts.add(
        new Part() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            source.writeTo(out);
          }
        });
    return this;
  }

  /** The message must be whole. */
  ProtoMessage message(int field, ProtoMessage message) {
    return bytes(field, message.size(), message::writeTo);
  }

  private void varint(long value) {
    byte[] bytes = new byte[10];
    int length = 0;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    append(java.util.Arrays.copyOf(bytes, length));
  }

  private void append(byte[] bytes) {
    parts.add(
        new Part() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
          }
        });
  }
}

package io.sutra.mlbase.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory outside the heap for the inputs of one call, which ONNX Runtime reads in place. Kept from
 * call to call, because such memory is only given back when the garbage collector runs, which
 * inference gives little reason to. Not thread-safe.
 */
final class InputBuffers {

  private final Map<String, ByteBuffer> memory = new HashMap<>();

  /** An empty buffer for exactly {@code size} numbers; its content is lost at the next call. */
  LongBuffer longs(String input, int size) {
    return bytes(input, size * Long.BYTES).asLongBuffer();
  }

  /** An empty buffer for exactly {@code size} numbers; its content is lost at the next call. */
  FloatBuffer floats(String input, int size) {
    return bytes(input, size * Float.BYTES).asFloatBuffer();
  }

  private ByteBuffer bytes(String input, int size) {
    ByteBuffer known = memory.get(input);
    if (known == null || known.capacity() < size) {
      known = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
      memory.put(input, known);
    }
    known.clear().limit(size);
    return known;
  }
}

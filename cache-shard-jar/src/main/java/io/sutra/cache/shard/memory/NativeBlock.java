package io.sutra.cache.shard.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A contiguous range of memory that may be longer than one {@link ByteBuffer}: chunks of one
 * gibibyte, the last one perhaps shorter. The bytes are zero until somebody writes them.
 *
 * <p>Immutable; the memory itself has no lock. Buffers are little-endian and are used with absolute
 * positions only.
 */
public final class NativeBlock {

  /** Bits of a position inside a chunk. */
  static final int CHUNK_BITS = 30;

  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

  /** Of the first byte of each chunk: a cache line. */
  static final int ALIGNMENT = 64;

  private static final int PAGE = 4096;

  private final ByteBuffer[] chunks;
  private final long bytes;

  private NativeBlock(ByteBuffer[] chunks) {
    this.chunks = chunks;
    for (int i = 0; i < chunks.length - 1; i++) {
      if (chunks[i].capacity() != 1 << CHUNK_BITS) {
        throw new IllegalArgumentException("only the last chunk may be shorter than the others");
      }
    }
    long sum = 0;
    for (ByteBuffer chunk : chunks) {
      sum += chunk.capacity();
    }
    this.bytes = sum;
  }

  /** A block of chunks, each but the last of one gibibyte. */
  static NativeBlock of(List<ByteBuffer> chunks) {
    return new NativeBlock(
        chunks.stream()
            .map(chunk -> chunk.slice().order(ByteOrder.LITTLE_ENDIAN))
            .toArray(ByteBuffer[]::new));
  }

  /** A block that is one direct buffer, at most a gibibyte: for tests and small stores. */
  public static NativeBlock allocate(int bytes) {
    int aligned = bytes & -ALIGNMENT;
    return of(List.of(aligned(ByteBuffer.allocateDirect(aligned + ALIGNMENT), aligned)));
  }

  /** The part of a buffer that begins where a cache line does. */
  static ByteBuffer aligned(ByteBuffer buffer, int bytes) {
    return buffer.alignedSlice(ALIGNMENT).slice(0, bytes);
  }

  /** Bytes in the block. */
  public long bytes() {
    return bytes;
  }

  /** The chunk that holds a position. */
  public ByteBuffer chunk(long position) {
    return chunks[(int) (position >>> CHUNK_BITS)];
  }

  /** Writes a zero to every page, which gives the page physical memory. */
  void touch() {
    for (ByteBuffer chunk : chunks) {
      for (int at = 0; at < chunk.capacity(); at += PAGE) {
        chunk.put(at, (byte) 0);
      }
    }
  }

  /** Where in its {@linkplain #chunk chunk} a position is. */
  public static int offset(long position) {
    return (int) position & CHUNK_MASK;
  }
}

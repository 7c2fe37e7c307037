package io.sutra.cache.api;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The 256-bit key of a vector, held as four longs so that a map of a million keys stays small.
 *
 * <p>Immutable. Ordered by its bytes, unsigned, so that a hash table can still tell apart keys
 * somebody chose to collide.
 *
 * @param a bytes 0 to 7, big-endian
 * @param b bytes 8 to 15
 * @param c bytes 16 to 23
 * @param d bytes 24 to 31
 */
public record CacheKey(long a, long b, long c, long d) implements Comparable<CacheKey> {

  /** Bytes of a key. */
  public static final int BYTES = 32;

  /**
   * Reads a key from 32 bytes.
   *
   * @throws IllegalArgumentException when there are not exactly 32
   */
  public static CacheKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /**
   * Reads a key at the buffer's position and moves past it.
   *
   * @throws java.nio.BufferUnderflowException when fewer than 32 bytes remain
   */
  public static CacheKey read(ByteBuffer source) {
    return new CacheKey(source.getLong(), source.getLong(), source.getLong(), source.getLong());
  }

  /** Writes the 32 bytes at the buffer's position and moves past them. */
  public void write(ByteBuffer target) {
    target.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** The 32 bytes, in a new array. */
  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    write(ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Override
  public int compareTo(CacheKey other) {
    return Arrays.compareUnsigned(
        new long[] {a, b, c, d}, new long[] {other.a, other.b, other.c, other.d});
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof CacheKey other
        && a == other.a
        && b == other.b
        && c == other.c
        && d == other.d;
  }

  @Override
  public int hashCode() {
    long mixed = a ^ Long.rotateLeft(b, 17) ^ Long.rotateLeft(c, 31) ^ Long.rotateLeft(d, 47);
    return Long.hashCode(mixed * 0x9E3779B97F4A7C15L);
  }

  /** The key in 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}

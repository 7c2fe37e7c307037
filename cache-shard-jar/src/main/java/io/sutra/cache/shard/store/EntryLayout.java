package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How an entry lies in memory: a header of 64 bytes, then the value.
 *
 * <pre>
 *  0  4  location of the next entry of the same bucket, 0 when there is none
 *  4  4  bytes of the value
 *  8  8  when it expires, milliseconds since 1970
 * 16  4  CRC32C of key and value
 * 20  4  slot of its namespace
 * 24  4  epoch of its namespace when it was put
 * 28  4  low half of the key's hash, which gives the bucket
 * 32 32  key
 * 64  …  value, then nothing up to a multiple of 64 bytes
 * </pre>
 *
 * Everything but the first field is written once, before the entry is in the index.
 */
final class EntryLayout {

  static final int HEADER_BYTES = 64;

  /** An entry begins at a multiple of so many bytes: a cache line. */
  static final int UNIT_BITS = 6;

  private static final int NEXT = 0;
  private static final int LENGTH = 4;
  private static final int EXPIRES_AT = 8;
  private static final int CHECKSUM = 16;
  private static final int SPACE = 20;
  private static final int EPOCH = 24;
  private static final int HASH = 28;
  private static final int KEY = 32;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private EntryLayout() {}

  /** Bytes that an entry takes with a value of so many bytes. */
  static int footprint(int length) {
    return (HEADER_BYTES + length + (1 << UNIT_BITS) - 1) & -(1 << UNIT_BITS);
  }

  static int next(ByteBuffer chunk, int at) {
    return (int) INT.getAcquire(chunk, at + NEXT);
  }

  static void next(ByteBuffer chunk, int at, int location) {
    INT.setRelease(chunk, at + NEXT, location);
  }

  static int length(ByteBuffer chunk, int at) {
    return chunk.getInt(at + LENGTH);
  }

  static long expiresAt(ByteBuffer chunk, int at) {
    return chunk.getLong(at + EXPIRES_AT);
  }

  static int checksum(ByteBuffer chunk, int at) {
    return chunk.getInt(at + CHECKSUM);
  }

  static int space(ByteBuffer chunk, int at) {
    return chunk.getInt(at + SPACE);
  }

  static int epoch(ByteBuffer chunk, int at) {
    return chunk.getInt(at + EPOCH);
  }

  static int hash(ByteBuffer chunk, int at) {
    return chunk.getInt(at + HASH);
  }

  static boolean hasKey(ByteBuffer chunk, int at, CacheKey key) {
    return chunk.getLong(at + KEY) == key.a()
        && chunk.getLong(at + KEY + 8) == key.b()
        && chunk.getLong(at + KEY + 16) == key.c()
        && chunk.getLong(at + KEY + 24) == key.d();
  }

  static CacheKey key(ByteBuffer chunk, int at) {
    return new CacheKey(
        chunk.getLong(at + KEY),
        chunk.getLong(at + KEY + 8),
        chunk.getLong(at + KEY + 16),
        chunk.getLong(at + KEY + 24));
  }

  /** Writes an entry that nobody can find yet. Reads what remains in the value, not moving it. */
  static void write(
      ByteBuffer chunk, int at, Namespace space, CacheKey key, long hash, NewValue value) {
    chunk.putInt(at + LENGTH, value.bytes().remaining());
    chunk.putLong(at + EXPIRES_AT, value.expiresAt());
    chunk.putInt(at + CHECKSUM, value.checksum());
    chunk.putInt(at + SPACE, space.slot());
    chunk.putInt(at + EPOCH, space.epoch());
    chunk.putInt(at + HASH, (int) hash);
    chunk.putLong(at + KEY, key.a());
    chunk.putLong(at + KEY + 8, key.b());
    chunk.putLong(at + KEY + 16, key.c());
    chunk.putLong(at + KEY + 24, key.d());
    ByteBuffer bytes = value.bytes();
    chunk.put(at + HEADER_BYTES, bytes, bytes.position(), bytes.remaining());
  }
}

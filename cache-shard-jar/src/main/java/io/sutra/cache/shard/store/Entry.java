package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;

/**
 * An entry as it was when it was looked up. Immutable. Its value can be had with {@link
 * VectorStore#copy} until its memory is used for something else.
 */
public final class Entry {

  private final ByteBuffer chunk;
  private final int location;
  private final int version;
  private final int length;
  private final int checksum;
  private final long expiresAt;

  Entry(ByteBuffer chunk, int location, int version, int length, int checksum, long expiresAt) {
    this.chunk = chunk;
    this.location = location;
    this.version = version;
    this.length = length;
    this.checksum = checksum;
    this.expiresAt = expiresAt;
  }

  ByteBuffer chunk() {
    return chunk;
  }

  int location() {
    return location;
  }

  /** The version that the segment has while the entry's bytes are in it. */
  int version() {
    return version;
  }

  /** Bytes of the value. */
  public int length() {
    return length;
  }

  /** CRC32C of key and value. */
  public int checksum() {
    return checksum;
  }

  /** From when the value is not served, milliseconds since 1970. */
  public long expiresAt() {
    return expiresAt;
  }
}

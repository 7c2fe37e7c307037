package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;

/**
 * An entry as it was when it was looked up. Immutable; whether it is still the key's is known only
 * to {@link VectorStore#copy}.
 */
public final class Entry {

  private final ByteBuffer slab;
  private final int slot;
  private final int version;
  private final int length;
  private final int checksum;
  private final long expiresAt;

  Entry(ByteBuffer slab, int slot, int version, int length, int checksum, long expiresAt) {
    this.slab = slab;
    this.slot = slot;
    this.version = version;
    this.length = length;
    this.checksum = checksum;
    this.expiresAt = expiresAt;
  }

  /** The memory itself, not its number: another slab may have that by now. */
  ByteBuffer slab() {
    return slab;
  }

  int slot() {
    return slot;
  }

  /** The version that the slot has while this entry is alive. */
  int version() {
    return version;
  }

  /** Bytes of the vector. */
  public int length() {
    return length;
  }

  /** CRC32C of key and vector. */
  public int checksum() {
    return checksum;
  }

  /** From when the vector is not served, milliseconds since 1970. */
  public long expiresAt() {
    return expiresAt;
  }
}

package io.sutra.cache.api;

import java.time.Instant;

/**
 * A vector that the cache holds: opaque bytes, as they were put.
 *
 * <p>Whoever holds one owns its array; nobody else reads or writes it.
 */
public final class CachedVector {

  private final byte[] bytes;
  private final Instant expiresAt;

  /**
   * Takes ownership of the array.
   *
   * @param bytes the vector, little-endian float32 by the product's convention; the cache never
   *     looks inside
   * @param expiresAt the shard's own time from which the vector is no longer served
   */
  public CachedVector(byte[] bytes, Instant expiresAt) {
    this.bytes = bytes;
    this.expiresAt = expiresAt;
  }

  /** The vector's bytes; not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** From when it is no longer served. */
  public Instant expiresAt() {
    return expiresAt;
  }
}

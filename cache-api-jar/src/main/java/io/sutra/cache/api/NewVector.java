package io.sutra.cache.api;

import java.time.Duration;

/** A vector to put: its key, its bytes and how long it may be served. Not copied; do not change. */
public final class NewVector {

  private final CacheKey key;
  private final byte[] bytes;
  private final Duration timeToLive;

  /**
   * Takes ownership of the array.
   *
   * @param timeToLive above zero, or {@link Duration#ZERO} for the shard's own default
   * @throws IllegalArgumentException when the vector is empty or the time to live negative
   */
  public NewVector(CacheKey key, byte[] bytes, Duration timeToLive) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a vector has at least one byte");
    }
    if (timeToLive.isNegative()) {
      throw new IllegalArgumentException("a time to live is not negative: " + timeToLive);
    }
    this.key = key;
    this.bytes = bytes;
    this.timeToLive = timeToLive;
  }

  /** The key. */
  public CacheKey key() {
    return key;
  }

  /** The vector's bytes; not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** How long it may be served; zero means the shard's default. */
  public Duration timeToLive() {
    return timeToLive;
  }
}

package io.sutra.benchmarks.shard.embedded;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;

/** A key in the forms that stores take, so that none of them encodes it while it is measured. */
public final class EmbeddedKey {

  private final CacheKey cacheKey;
  private final byte[] bytes = new byte[CacheKey.BYTES];

  public EmbeddedKey(CacheKey cacheKey) {
    this.cacheKey = cacheKey;
    cacheKey.write(ByteBuffer.wrap(bytes));
  }

  CacheKey cacheKey() {
    return cacheKey;
  }

  /** The key's bytes; not copied, not to be changed. */
  byte[] bytes() {
    return bytes;
  }
}

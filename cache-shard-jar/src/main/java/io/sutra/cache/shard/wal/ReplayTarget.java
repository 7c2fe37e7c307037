package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;

/** Where recovery puts what it reads: outcomes in order, the last one for a key wins. */
public interface ReplayTarget {

  /**
   * Sums a vector ahead of its {@link #put}; called by several threads at once.
   *
   * @param vector what remains in it is the vector; it may be moved
   */
  int digest(CacheKey key, ByteBuffer vector);

  /**
   * A put.
   *
   * @param vector what remains in it is the vector; valid during the call only
   * @param digest what {@link #digest} said
   * @param expiresAt milliseconds since 1970; may be over
   */
  void put(CacheKey key, ByteBuffer vector, int digest, long expiresAt);

  /** A deletion. */
  void delete(CacheKey key);

  /** The deletion of everything. */
  void clear();
}

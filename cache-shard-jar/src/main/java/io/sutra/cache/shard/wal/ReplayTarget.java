package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;

/** Where recovery puts what it reads: outcomes in order, the last one for a key wins. */
public interface ReplayTarget {

  /** A put that was made ready; one of the two is called, by the thread that replays. */
  interface Staged {
    /** Makes it happen. */
    void apply();

    /** Gives it up: a record before it was damaged. */
    void discard();
  }

  /**
   * Makes a put ready, without showing it to anybody; called by several threads at once.
   *
   * @param vector what remains in it is the vector; valid until {@link Staged#apply} or {@link
   *     Staged#discard} has returned, and may be moved
   * @param expiresAt milliseconds since 1970; may be over
   */
  Staged stage(CacheKey key, ByteBuffer vector, long expiresAt);

  /** A deletion. */
  void delete(CacheKey key);

  /** The deletion of everything. */
  void clear();
}

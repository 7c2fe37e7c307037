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
   * @param namespace 0 is the default one
   * @param value what remains in it is the value; valid until {@link Staged#apply} or {@link
   *     Staged#discard} has returned; the caller moves it on
   * @param checksum CRC32C of the key's bytes and the value
   * @param expiresAt milliseconds since 1970; may be over
   */
  Staged stage(long namespace, CacheKey key, ByteBuffer value, int checksum, long expiresAt);

  /** A deletion. */
  void delete(long namespace, CacheKey key);

  /** The deletion of everything, in all namespaces. */
  void clear();

  /** The deletion of everything in one namespace. */
  void clear(long namespace);
}

package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbeddingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vectors outside this process, L2. A cache that cannot be reached holds nothing: it costs
 * hits, never a request. Implementations are thread-safe.
 */
public interface SharedCache {

  /**
   * Looks keys up in as few round trips as can be; blocks.
   *
   * @param fingerprint of the model that the keys were made for
   * @return one element per key, in order; null is a miss
   */
  List<@Nullable StoredVector> get(List<CacheKey> keys, String fingerprint);

  /** Remembers a vector some time later; never blocks and may give up. */
  void put(CacheKey key, StoredVector vector);

  /** Forgets vectors that cannot be right, so that right ones are taken; blocks, may give up. */
  void discard(List<CacheKey> keys);

  /** Forgets vectors so that new ones are taken; blocks, may give up. */
  void forget(List<CacheKey> keys);

  /**
   * Forgets all.
   *
   * @throws EmbeddingException when the cache did not confirm it
   */
  void clear();

  /** A cache that is not there. */
  SharedCache NONE =
      new SharedCache() {
        @Override
        public List<@Nullable StoredVector> get(List<CacheKey> keys, String fingerprint) {
          List<@Nullable StoredVector> misses = new ArrayList<>(keys.size());
          for (int i = 0; i < keys.size(); i++) {
            misses.add(null);
          }
          return misses;
        }

        @Override
        public void put(CacheKey key, StoredVector vector) {}

        @Override
        public void discard(List<CacheKey> keys) {}

        @Override
        public void forget(List<CacheKey> keys) {}

        @Override
        public void clear() {}
      };
}

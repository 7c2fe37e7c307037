package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import org.jspecify.annotations.Nullable;

/** The vectors in this process's memory, L1. Implementations are thread-safe and never block. */
public interface MemoryCache {

  /** The vector of that key, unless it has expired; null when there is none. */
  @Nullable StoredVector get(CacheKey key);

  /** Remembers a vector, unless one that is as long is remembered already. */
  void put(CacheKey key, StoredVector vector);

  /** Forgets one vector. */
  void remove(CacheKey key);

  /** Forgets all. */
  void clear();

  /** How many there are. */
  long size();

  /** A cache that is not there. */
  MemoryCache NONE =
      new MemoryCache() {
        @Override
        public @Nullable StoredVector get(CacheKey key) {
          return null;
        }

        @Override
        public void put(CacheKey key, StoredVector vector) {}

        @Override
        public void remove(CacheKey key) {}

        @Override
        public void clear() {}

        @Override
        public long size() {
          return 0;
        }
      };
}

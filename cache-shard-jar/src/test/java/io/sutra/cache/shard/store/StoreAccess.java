package io.sutra.cache.shard.store;

import io.sutra.cache.api.CacheKey;

/** For tests of other packages: an eviction when the test wants one. */
public final class StoreAccess {

  private StoreAccess() {}

  /** Evicts a key as the policy would; for the writer's thread. True when it was there. */
  public static boolean evict(VectorStore store, CacheKey key) {
    long before = store.evictions();
    store.evict(key);
    return store.evictions() > before;
  }
}

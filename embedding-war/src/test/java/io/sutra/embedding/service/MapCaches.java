package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Caches that are maps; stand-ins for L1 and for the shard. */
final class MapCaches {

  private MapCaches() {}

  static final class Memory implements MemoryCache {
    final Map<CacheKey, StoredVector> map = new ConcurrentHashMap<>();

    @Override
    public @Nullable StoredVector get(CacheKey key) {
      return map.get(key);
    }

    @Override
    public void put(CacheKey key, StoredVector vector) {
      map.merge(key, vector, (a, b) -> a.dimension() >= b.dimension() ? a : b);
    }

    @Override
    public void remove(CacheKey key) {
      map.remove(key);
    }

    @Override
    public void clear() {
      map.clear();
    }

    @Override
    public long size() {
      return map.size();
    }
  }

  static final class Shared implements SharedCache {
    final Map<CacheKey, StoredVector> map = new ConcurrentHashMap<>();
    final List<Integer> lookUps = new CopyOnWriteArrayList<>();

    @Override
    public List<@Nullable StoredVector> get(List<CacheKey> keys, String fingerprint) {
      lookUps.add(keys.size());
      List<@Nullable StoredVector> found = new ArrayList<>();
      for (CacheKey key : keys) {
        found.add(map.get(key));
      }
      return found;
    }

    @Override
    public void put(CacheKey key, StoredVector vector) {
      map.put(key, vector);
    }

    @Override
    public void discard(List<CacheKey> keys) {
      forget(keys);
    }

    @Override
    public void forget(List<CacheKey> keys) {
      keys.forEach(map::remove);
    }

    @Override
    public void clear() {
      map.clear();
    }
  }
}

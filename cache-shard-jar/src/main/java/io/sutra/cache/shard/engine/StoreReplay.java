package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.store.NewValue;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.ReplayTarget;
import java.nio.ByteBuffer;

/**
 * Recovery into the map. What has expired is not brought in, but still ends what was before it;
 * what does not fit into the memory is evicted as it is in service.
 */
final class StoreReplay implements ReplayTarget {

  private final VectorStore store;
  private final long now;

  StoreReplay(VectorStore store, long now) {
    this.store = store;
    this.now = now;
  }

  @Override
  public Staged stage(
      long namespace, CacheKey key, ByteBuffer value, int checksum, long expiresAt) {
    if (expiresAt <= now) {
      return new Expired(store, namespace, key);
    }
    // The caller moves its buffer on to the next record.
    return new Live(store, namespace, key, new NewValue(value.slice(), checksum, expiresAt));
  }

  private record Live(VectorStore store, long namespace, CacheKey key, NewValue value)
      implements Staged {
    @Override
    public void apply() {
      store.put(namespace, key, value);
    }

    @Override
    public void discard() {}
  }

  private record Expired(VectorStore store, long namespace, CacheKey key) implements Staged {
    @Override
    public void apply() {
      store.remove(namespace, key);
    }

    @Override
    public void discard() {}
  }

  @Override
  public void delete(long namespace, CacheKey key) {
    store.remove(namespace, key);
  }

  @Override
  public void clear() {
    store.clear();
  }

  @Override
  public void clear(long namespace) {
    store.clear(namespace);
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.VectorChecksum;
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
  public Staged stage(CacheKey key, ByteBuffer vector, long expiresAt) {
    if (expiresAt <= now) {
      return new Expired(store, key);
    }
    // The caller moves its buffer on to the next record.
    ByteBuffer own = vector.slice();
    return new Live(store, key, new NewValue(own, VectorChecksum.of(key, own), expiresAt));
  }

  private record Live(VectorStore store, CacheKey key, NewValue value) implements Staged {
    @Override
    public void apply() {
      store.put(0, key, value);
    }

    @Override
    public void discard() {}
  }

  private record Expired(VectorStore store, CacheKey key) implements Staged {
    @Override
    public void apply() {
      store.remove(0, key);
    }

    @Override
    public void discard() {}
  }

  @Override
  public void delete(CacheKey key) {
    store.remove(0, key);
  }

  @Override
  public void clear() {
    store.clear();
  }
}

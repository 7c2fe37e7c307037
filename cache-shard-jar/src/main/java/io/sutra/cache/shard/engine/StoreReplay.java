package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.ReplayTarget;
import java.nio.ByteBuffer;

/** Recovery into the map. What has expired is not brought in, but still ends what was before it. */
final class StoreReplay implements ReplayTarget {

  private final VectorStore store;
  private final long now;

  StoreReplay(VectorStore store, long now) {
    this.store = store;
    this.now = now;
  }

  @Override
  public Staged stage(
      long namespace, CacheKey key, ByteBuffer vector, int checksum, long expiresAt) {
    if (expiresAt <= now) {
      return new Expired(store, key);
    }
    Entry entry = store.prepare(key, vector, checksum, expiresAt);
    if (entry == null) {
      throw new IllegalStateException(
          "the memory for vectors is too small for what the log holds: give the process more"
              + " (-XX:MaxDirectMemorySize), or lower SUTRA_CACHE_CAPACITY");
    }
    return new Live(store, key, entry);
  }

  private record Live(VectorStore store, CacheKey key, Entry entry) implements Staged {
    @Override
    public void apply() {
      store.publish(key, entry);
    }

    @Override
    public void discard() {
      store.discard(entry);
    }
  }

  private record Expired(VectorStore store, CacheKey key) implements Staged {
    @Override
    public void apply() {
      store.remove(key);
    }

    @Override
    public void discard() {}
  }

  @Override
  public void delete(long namespace, CacheKey key) {
    store.remove(key);
  }

  @Override
  public void clear() {
    store.clear();
  }

  @Override
  public void clear(long namespace) {
    store.clear();
  }
}

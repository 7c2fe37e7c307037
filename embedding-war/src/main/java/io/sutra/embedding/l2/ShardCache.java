package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.SharedCache;
import io.sutra.embedding.service.StoredVector;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.jspecify.annotations.Nullable;

/** L2: the shard behind a circuit, read at once and written later. Thread-safe. */
public final class ShardCache implements SharedCache, AutoCloseable {

  /** Keys of one frame; a larger look-up takes several, so that none waits behind megabytes. */
  private static final int KEYS_PER_CALL = 512;

  private final ShardGateway gateway;
  private final ShardWatch watch;
  private final WriteBehind writes;
  private final ShardObserver observer;

  /**
   * A cache that is not connected yet.
   *
   * @param writeQueue vectors that may wait to be written
   * @param memory forgets a vector when the shard has an older one of the same text
   * @param threads makes virtual threads
   */
  public ShardCache(
      ShardGateway gateway,
      int writeQueue,
      MemoryCache memory,
      ShardObserver observer,
      Clock clock,
      ThreadFactory threads) {
    this.gateway = gateway;
    this.observer = observer;
    this.watch = new ShardWatch(gateway, threads);
    this.writes = new WriteBehind(writeQueue, gateway, watch, memory, observer, clock, threads);
  }

  /** Connects, beside whatever else starts. */
  public void start() {
    try {
      gateway.lookUp();
    } catch (ShardLostException e) {
      watch.lost(e);
    }
    watch.start();
    writes.start();
  }

  /** Whether the shard answered when it was last asked. */
  public boolean isAvailable() {
    return watch.isAvailable();
  }

  /** Vectors that wait to be written. */
  public int waitingWrites() {
    return writes.waiting();
  }

  @Override
  public List<@Nullable StoredVector> get(List<CacheKey> keys, String fingerprint) {
    List<@Nullable StoredVector> found = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += KEYS_PER_CALL) {
      List<CacheKey> some = keys.subList(from, Math.min(from + KEYS_PER_CALL, keys.size()));
      addTo(found, some, fingerprint);
    }
    return found;
  }

  private void addTo(List<@Nullable StoredVector> found, List<CacheKey> keys, String fingerprint) {
    if (watch.isAvailable()) {
      long start = System.nanoTime();
      try {
        List<@Nullable CachedVector> cached = gateway.call(connection -> connection.get(keys));
        for (CachedVector vector : cached) {
          found.add(
              vector == null
                  ? null
                  : EntryCodec.decode(vector.bytes(), fingerprint, vector.expiresAt())
                      .orElse(null));
        }
        observer.lookedUp(keys.size(), Duration.ofNanos(System.nanoTime() - start));
        return;
      } catch (ShardLostException | CacheException | FaultToleranceException e) {
        watch.lost(e);
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      found.add(null);
    }
  }

  @Override
  public void put(CacheKey key, StoredVector vector) {
    writes.offer(key, vector);
  }

  @Override
  public void clear() {
    writes.clear();
    try {
      gateway.call(
          connection -> {
            connection.clear();
            return true;
          });
    } catch (ShardLostException | CacheException | FaultToleranceException e) {
      watch.lost(e);
      throw EmbeddingException.notReady(
          "The memory of this service is cleared, but the cache shard did not confirm that it is:"
              + " send the request again.",
          Duration.ofSeconds(1));
    }
  }

  @Override
  public void close() {
    writes.close();
    watch.close();
  }
}

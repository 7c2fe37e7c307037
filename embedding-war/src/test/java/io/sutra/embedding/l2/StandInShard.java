package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A shard in a map, whose next calls can be made to do something else before. */
final class StandInShard extends ShardGateway implements CacheConnection {

  final Map<CacheKey, byte[]> entries = new ConcurrentHashMap<>();

  /** What the next calls do first, one each; may throw. */
  final LinkedBlockingQueue<Before> next = new LinkedBlockingQueue<>();

  /** Something that happens before a call. */
  @FunctionalInterface
  interface Before {
    void run() throws ShardLostException, CacheException;
  }

  @Override
  public void lookUp() {}

  @Override
  public <R> R call(Call<R> call) throws ShardLostException, CacheException {
    Before before = next.poll();
    if (before != null) {
      before.run();
    }
    return call.on(this);
  }

  @Override
  public CacheConnection namespace(long namespace) {
    return this;
  }

  @Override
  public List<@Nullable CachedVector> get(List<CacheKey> keys) {
    List<@Nullable CachedVector> found = new ArrayList<>();
    for (CacheKey key : keys) {
      byte[] bytes = entries.get(key);
      found.add(bytes == null ? null : new CachedVector(bytes, Instant.MAX));
    }
    return found;
  }

  @Override
  public List<PutOutcome> put(List<NewVector> vectors) {
    List<PutOutcome> outcomes = new ArrayList<>();
    for (NewVector vector : vectors) {
      outcomes.add(
          entries.putIfAbsent(vector.key(), vector.bytes()) == null
              ? PutOutcome.STORED
              : PutOutcome.KEPT);
    }
    return outcomes;
  }

  @Override
  public int delete(List<CacheKey> keys) {
    return (int) keys.stream().filter(key -> entries.remove(key) != null).count();
  }

  @Override
  public void clear() {
    entries.clear();
  }

  @Override
  public int erase(List<CacheKey> keys, Duration timeout) {
    return delete(keys);
  }

  @Override
  public int eraseAll(Duration timeout) {
    int all = entries.size();
    entries.clear();
    return all;
  }

  @Override
  public CacheStatistics statistics() {
    return new CacheStatistics(Map.of());
  }

  @Override
  public Duration ping() {
    return Duration.ZERO;
  }

  @Override
  public void close() {}
}

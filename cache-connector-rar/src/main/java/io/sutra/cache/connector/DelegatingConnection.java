package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection whose calls are made on another one, which may be another one each time. */
abstract class DelegatingConnection implements CacheConnection {

  /** Makes a call on the connection of this moment. */
  abstract <R> R call(CacheManagedConnection.Call<R> call) throws CacheException;

  @Override
  public List<@Nullable CachedVector> get(List<CacheKey> keys) throws CacheException {
    return call(shard -> shard.get(keys));
  }

  @Override
  public List<PutOutcome> put(List<NewVector> vectors) throws CacheException {
    return call(shard -> shard.put(vectors));
  }

  @Override
  public int delete(List<CacheKey> keys) throws CacheException {
    return call(shard -> shard.delete(keys));
  }

  @Override
  public void clear() throws CacheException {
    call(
        shard -> {
          shard.clear();
          return shard;
        });
  }

  @Override
  public int erase(List<CacheKey> keys, Duration timeout) throws CacheException {
    return call(shard -> shard.erase(keys, timeout));
  }

  @Override
  public int eraseAll(Duration timeout) throws CacheException {
    return call(shard -> shard.eraseAll(timeout));
  }

  @Override
  public CacheStatistics statistics() throws CacheException {
    return call(CacheConnection::statistics);
  }

  @Override
  public Duration ping() throws CacheException {
    return call(CacheConnection::ping);
  }
}

package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds: a way to a managed connection, until it closes it or the pool takes it
 * back. After that every call fails with a {@link CacheException} of reason {@code CONNECTION} that
 * says which of the two it was.
 */
final class CacheConnectionHandle implements CacheConnection {

  private final AtomicReference<@Nullable CacheManagedConnection> connection;
  private volatile boolean closed;

  CacheConnectionHandle(CacheManagedConnection connection) {
    this.connection = new AtomicReference<>(connection);
  }

  /** The pool took the connection back. */
  void detach() {
    connection.set(null);
  }

  /** Points to another managed connection; returns the one before. */
  @Nullable CacheManagedConnection moveTo(CacheManagedConnection other) {
    return connection.getAndSet(other);
  }

  private <R> R call(CacheManagedConnection.Call<R> call) throws CacheException {
    CacheManagedConnection current = connection.get();
    if (current == null) {
      throw new CacheException(
          Reason.CONNECTION,
          closed
              ? "this connection was closed by its user: ask the factory for another one"
              : "this connection broke or went back to its pool: ask the factory for another one");
    }
    return current.call(this, call);
  }

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
  public CacheStatistics statistics() throws CacheException {
    return call(CacheConnection::statistics);
  }

  @Override
  public Duration ping() throws CacheException {
    return call(CacheConnection::ping);
  }

  @Override
  public void close() {
    closed = true;
    CacheManagedConnection current = connection.getAndSet(null);
    if (current != null) {
      current.closed(this);
    }
  }
}

package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds: a way to a managed connection, until it closes it or the pool takes it
 * back. After that every call fails with a {@link CacheException} of reason {@code CONNECTION} that
 * says which of the two it was.
 */
final class CacheConnectionHandle extends DelegatingConnection {

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

  @Override
  <R> R call(CacheManagedConnection.Call<R> call) throws CacheException {
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
  public CacheConnection namespace(long namespace) {
    return new NamespaceHandle(this, namespace);
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

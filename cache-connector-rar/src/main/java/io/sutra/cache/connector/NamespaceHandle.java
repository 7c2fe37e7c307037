package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;

/** A handle's view of one namespace. It goes where the handle goes, and ends with it. */
final class NamespaceHandle extends DelegatingConnection {

  private final CacheConnectionHandle handle;
  private final long namespace;

  NamespaceHandle(CacheConnectionHandle handle, long namespace) {
    this.handle = handle;
    this.namespace = namespace;
  }

  @Override
  <R> R call(CacheManagedConnection.Call<R> call) throws CacheException {
    return handle.call(shard -> call.on(shard.namespace(namespace)));
  }

  @Override
  public CacheConnection namespace(long other) {
    return handle.namespace(other);
  }

  /** The handle is what its user closes. */
  @Override
  public void close() {}
}

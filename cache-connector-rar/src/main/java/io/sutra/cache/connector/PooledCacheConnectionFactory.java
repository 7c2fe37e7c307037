package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.Serializable;
import java.util.Objects;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What an application looks up. Whatever keeps the pool from giving a connection arrives as a
 * {@link CacheException}: the shard's own reason when it gave one, {@code CONNECTION} otherwise, an
 * exhausted pool included.
 */
final class PooledCacheConnectionFactory
    implements CacheConnectionFactory, Serializable, Referenceable {

  private static final long serialVersionUID = 1L;

  private final CacheManagedConnectionFactory factory;

  // A server's manager is serializable although its interface does not say so.
  @SuppressWarnings("serial")
  private final ConnectionManager pool;

  private @Nullable Reference reference;

  PooledCacheConnectionFactory(CacheManagedConnectionFactory factory, ConnectionManager pool) {
    this.factory = factory;
    this.pool = pool;
  }

  @Override
  public CacheConnection connect() throws CacheException {
    try {
      return (CacheConnection) pool.allocateConnection(factory, null);
    } catch (ResourceException | RuntimeException e) {
      throw translate(e);
    }
  }

  private CacheException translate(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CacheException known) {
        return new CacheException(known.reason(), String.valueOf(known.getMessage()), failure);
      }
    }
    return new CacheException(
        Reason.CONNECTION,
        "the pool gave no connection to " + factory + ": " + failure.getMessage(),
        failure);
  }

  @Override
  public void setReference(Reference reference) {
    this.reference = reference;
  }

  @Override
  public Reference getReference() throws NamingException {
    Reference known = reference;
    if (known == null) {
      throw new NamingException("the server has not bound this factory to a name");
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof PooledCacheConnectionFactory other
        && factory.equals(other.factory)
        && pool.equals(other.pool);
  }

  @Override
  public int hashCode() {
    return Objects.hash(factory, pool);
  }

  @Override
  public String toString() {
    return "connections to " + factory;
  }
}

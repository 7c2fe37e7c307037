package io.sutra.cache.api;

/**
 * Where connections to a shard come from. In a server it is looked up by JNDI and hands out
 * connections of the server's own pool. Thread-safe.
 */
public interface CacheConnectionFactory {

  /**
   * A connection for the caller alone; closing it gives it back.
   *
   * @throws CacheException of reason {@code CONNECTION} when the shard cannot be reached or the
   *     pool has none left in time, {@code UNAUTHENTICATED} when the shard refuses the token
   */
  CacheConnection connect() throws CacheException;
}

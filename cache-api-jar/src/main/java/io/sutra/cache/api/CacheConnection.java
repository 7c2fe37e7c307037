package io.sutra.cache.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a shard. Every call blocks until its answer is there.
 *
 * <p>Not thread-safe: a connection belongs to one thread at a time. After a {@link CacheException}
 * whose reason {@linkplain CacheException.Reason#endsConnection ends the connection} it is good for
 * nothing but {@link #close}.
 */
public interface CacheConnection extends AutoCloseable {

  /**
   * Looks keys up.
   *
   * @return one element per key, in order; null is a miss
   * @throws CacheException when the shard refuses or the connection fails
   */
  List<@Nullable CachedVector> get(List<CacheKey> keys) throws CacheException;

  /**
   * Puts vectors; the first write wins for a key until it expires, unless the new vector is longer.
   *
   * @return one outcome per vector, in order, once they are as durable as the shard promises
   * @throws CacheException when not all of them were acknowledged; some may have been stored
   */
  List<PutOutcome> put(List<NewVector> vectors) throws CacheException;

  /**
   * Deletes keys.
   *
   * @return how many were there
   * @throws CacheException when the deletion was not acknowledged
   */
  int delete(List<CacheKey> keys) throws CacheException;

  /**
   * Deletes everything.
   *
   * @throws CacheException when it was not acknowledged
   */
  void clear() throws CacheException;

  /**
   * The shard's numbers.
   *
   * @throws CacheException when the shard refuses or the connection fails
   */
  CacheStatistics statistics() throws CacheException;

  /**
   * Asks for a sign of life.
   *
   * @return how long the answer took
   * @throws CacheException when it does not come
   */
  Duration ping() throws CacheException;

  /** Ends the conversation; never throws. */
  @Override
  void close();
}

package io.sutra.cache.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a shard. Every call blocks until its answer is there.
 *
 * <p>Keys are of namespace 0, and {@link #clear}, {@link #eraseAll} and {@link #statistics} are
 * about all namespaces. A {@linkplain #namespace view} of one namespace is a connection whose calls
 * are all of that namespace.
 *
 * <p>Not thread-safe: a connection belongs to one thread at a time. After a {@link CacheException}
 * whose reason {@linkplain CacheException.Reason#endsConnection ends the connection} it is good for
 * nothing but {@link #close}.
 */
public interface CacheConnection extends AutoCloseable {

  /**
   * A view of this connection whose calls are all of one namespace. The same key may hold a vector
   * in each namespace.
   *
   * <p>The view is used by the same thread, and lasts as long as this connection. Closing the view
   * closes nothing.
   *
   * @param namespace any number; 0 is the namespace of the keys of a connection without a view
   */
  CacheConnection namespace(long namespace);

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
   * Deletes everything of this connection's namespace, or of all namespaces.
   *
   * @throws CacheException when it was not acknowledged
   */
  void clear() throws CacheException;

  /**
   * Deletes keys, and returns once no file of the shard holds their vectors any more. This may take
   * as long as the shard needs to rewrite its log.
   *
   * @param keys none of them is no request
   * @param timeout for the whole call, in place of the connection's own; 1 ms to 24 days
   * @return how many were there
   * @throws CacheException when the erasure was not acknowledged; call it again
   * @throws IllegalArgumentException when the timeout is out of range
   */
  int erase(List<CacheKey> keys, Duration timeout) throws CacheException;

  /**
   * Deletes everything of this connection's namespace, or of all namespaces, and returns once no
   * file of the shard holds it any more.
   *
   * @param timeout for the whole call, in place of the connection's own; 1 ms to 24 days
   * @return how many entries were there
   * @throws CacheException when the erasure was not acknowledged; call it again
   * @throws IllegalArgumentException when the timeout is out of range
   */
  int eraseAll(Duration timeout) throws CacheException;

  /**
   * The numbers of this connection's namespace, or of the whole shard.
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

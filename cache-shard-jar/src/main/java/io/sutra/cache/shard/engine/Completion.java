package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;

/**
 * Who waits for a change. Exactly one of the two is called, once, by whichever thread commits or by
 * the one that submitted; neither may block or throw.
 */
public interface Completion<T> {

  /** The change is as durable as the shard promises, and visible. */
  void done(T result);

  /** The change was not acknowledged. */
  void failed(CacheException error);
}

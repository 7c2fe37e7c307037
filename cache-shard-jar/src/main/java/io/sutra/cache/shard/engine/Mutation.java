package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.WireVector;
import java.util.List;

/** A change that somebody asked for. */
public sealed interface Mutation {

  /** Bytes that wait with it. */
  long bytes();

  /** Tells who waits that nothing was done. */
  void fail(CacheException error);

  /**
   * Put vectors.
   *
   * @param vectors their buffers stay valid and unchanged until the completion is called
   * @param absolute whether their times are expiries and not times to live
   * @param completion gets one outcome per vector
   */
  record Put(List<WireVector> vectors, boolean absolute, Completion<List<PutOutcome>> completion)
      implements Mutation {

    @Override
    public long bytes() {
      long bytes = 0;
      for (WireVector vector : vectors) {
        bytes += vector.vector().remaining() + 64;
      }
      return bytes;
    }

    @Override
    public void fail(CacheException error) {
      completion.failed(error);
    }
  }

  /**
   * Delete keys.
   *
   * @param keys may repeat
   * @param completion gets how many were there
   */
  record Delete(List<CacheKey> keys, Completion<Integer> completion) implements Mutation {

    @Override
    public long bytes() {
      return 64L * keys.size();
    }

    @Override
    public void fail(CacheException error) {
      completion.failed(error);
    }
  }

  /**
   * Delete everything.
   *
   * @param completion gets true
   */
  record Clear(Completion<Boolean> completion) implements Mutation {

    @Override
    public long bytes() {
      return 64;
    }

    @Override
    public void fail(CacheException error) {
      completion.failed(error);
    }
  }

  /**
   * Begin a new segment, so that a snapshot can replace those before it.
   *
   * @param completion gets the segment and its first sequence number
   */
  record Roll(Completion<RollPoint> completion) implements Mutation {

    @Override
    public long bytes() {
      return 64;
    }

    @Override
    public void fail(CacheException error) {
      completion.failed(error);
    }
  }

  /**
   * Where replay goes on after a snapshot.
   *
   * @param segment the segment's number
   * @param firstSequence its first sequence number
   */
  record RollPoint(long segment, long firstSequence) {}
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import java.util.List;

/** A change that somebody asked for. */
public sealed interface Mutation {

  /** Bytes that a mutation takes in the queue besides its values and keys. */
  long OVERHEAD = 64;

  /** Who waits. */
  Completion<?> completion();

  /** Bytes that wait with it. */
  long bytes();

  /** Tells who waits that nothing was done. */
  default void fail(CacheException error) {
    completion().failed(error);
  }

  /** Whether it only takes away: it may use the space that is kept for that on a full disk. */
  default boolean deletes() {
    return true;
  }

  /**
   * Put entries into a namespace.
   *
   * @param namespace its number
   * @param entries in the order of the outcomes
   * @param completion gets one outcome per entry
   */
  record Put(long namespace, List<NewEntry> entries, Completion<List<PutOutcome>> completion)
      implements Mutation {

    @Override
    public long bytes() {
      long bytes = 0;
      for (NewEntry entry : entries) {
        bytes += entry.value().remaining() + OVERHEAD;
      }
      return bytes;
    }

    @Override
    public boolean deletes() {
      return false;
    }
  }

  /**
   * Delete keys of a namespace.
   *
   * @param namespace its number
   * @param keys may repeat
   * @param completion gets how many were there
   */
  record Delete(long namespace, List<CacheKey> keys, Completion<Integer> completion)
      implements Mutation {

    @Override
    public long bytes() {
      return OVERHEAD * keys.size();
    }
  }

  /**
   * Delete everything.
   *
   * @param completion gets how many entries there were
   */
  record Clear(Completion<Long> completion) implements Mutation {

    @Override
    public long bytes() {
      return OVERHEAD;
    }
  }

  /**
   * Delete a namespace.
   *
   * @param namespace its number
   * @param completion gets how many entries there were
   */
  record ClearNamespace(long namespace, Completion<Long> completion) implements Mutation {

    @Override
    public long bytes() {
      return OVERHEAD;
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
      return OVERHEAD;
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

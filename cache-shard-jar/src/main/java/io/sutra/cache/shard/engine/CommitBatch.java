package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one group commit: decided against what is in memory and what is earlier in the
 * same batch, written into the log's records, and only later shown to readers. Belongs to the
 * thread with the commit lock.
 */
final class CommitBatch {

  private final VectorStore store;
  private final LogBatch records;
  private final long now;
  private final List<Runnable> effects = new ArrayList<>();
  private final List<Runnable> acknowledgements = new ArrayList<>();

  /** What keys will hold after the batch; null is nothing. */
  private final Map<Place, @Nullable Held> changed = new HashMap<>();

  private final Set<Long> clearedNamespaces = new HashSet<>();
  private boolean cleared;

  /** A key in its namespace. */
  private record Place(long namespace, CacheKey key) {}

  /** What decides whether a put wins. */
  private record Held(int length, long expiresAt) {}

  /**
   * An empty batch.
   *
   * @param now milliseconds since 1970
   */
  CommitBatch(VectorStore store, LogBatch records, long now) {
    this.store = store;
    this.records = records;
    this.now = now;
  }

  void plan(Mutation mutation) {
    switch (mutation) {
      case Mutation.Put put -> plan(put);
      case Mutation.Delete delete -> plan(delete);
      case Mutation.Clear clear -> plan(clear);
      case Mutation.ClearNamespace clear -> plan(clear);
      case Mutation.Roll roll -> throw new IllegalArgumentException("a roll is not of a batch");
    }
  }

  private void plan(Mutation.Put put) {
    if (!store.admits(put.namespace())) {
      CacheException error =
          new CacheException(
              Reason.LIMIT, "65,536 namespaces hold entries; clear one before another is begun");
      acknowledgements.add(() -> put.fail(error));
      return;
    }
    List<PutOutcome> outcomes = new ArrayList<>(put.entries().size());
    for (NewEntry entry : put.entries()) {
      Place place = new Place(put.namespace(), entry.key());
      Held existing = held(place);
      boolean wins =
          now < entry.expiresAt()
              && (existing == null || existing.length() < entry.value().remaining());
      outcomes.add(wins ? PutOutcome.STORED : PutOutcome.KEPT);
      if (wins) {
        records.put(
            put.namespace(), entry.key(), entry.value(), entry.checksum(), now, entry.expiresAt());
        changed.put(place, new Held(entry.value().remaining(), entry.expiresAt()));
        effects.add(() -> store.put(put.namespace(), entry.key(), entry.stored()));
      }
    }
    acknowledgements.add(() -> put.completion().done(outcomes));
  }

  private @Nullable Held held(Place place) {
    if (changed.containsKey(place)) {
      Held held = changed.get(place);
      return held != null && now < held.expiresAt() ? held : null;
    }
    if (cleared || clearedNamespaces.contains(place.namespace())) {
      return null;
    }
    Entry entry = store.peek(place.namespace(), place.key());
    return entry == null ? null : new Held(entry.length(), entry.expiresAt());
  }

  /** Logs every key: one that is not in memory may be in the log, from where it would come back. */
  private void plan(Mutation.Delete delete) {
    int deleted = 0;
    for (CacheKey key : delete.keys()) {
      Place place = new Place(delete.namespace(), key);
      if (held(place) != null) {
        deleted++;
      }
      records.delete(delete.namespace(), key, now);
      changed.put(place, null);
      effects.add(() -> store.remove(delete.namespace(), key));
    }
    int count = deleted;
    acknowledgements.add(() -> delete.completion().done(count));
  }

  private void plan(Mutation.Clear clear) {
    records.clear(now);
    changed.clear();
    cleared = true;
    long[] before = {0};
    effects.add(
        () -> {
          before[0] = store.size();
          store.clear();
        });
    acknowledgements.add(() -> clear.completion().done(before[0]));
  }

  private void plan(Mutation.ClearNamespace clear) {
    records.clear(clear.namespace(), now);
    changed.keySet().removeIf(place -> place.namespace() == clear.namespace());
    clearedNamespaces.add(clear.namespace());
    long[] before = {0};
    effects.add(
        () -> {
          before[0] = store.size(clear.namespace());
          store.clear(clear.namespace());
        });
    acknowledgements.add(() -> clear.completion().done(before[0]));
  }

  LogBatch records() {
    return records;
  }

  /** Shows the changes to readers, in order. */
  void apply() {
    effects.forEach(Runnable::run);
  }

  /** Tells who waits, in order. */
  void acknowledge() {
    acknowledgements.forEach(Telling::run);
  }
}

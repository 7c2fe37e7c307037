package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one group commit: decided against what is in memory and what is earlier in the
 * same batch, written into the log's records, and only later shown to readers. Belongs to the
 * writer.
 */
final class CommitBatch {

  private final VectorStore store;
  private final LogBatch records;
  private final long now;
  private final long defaultTimeToLive;
  private final List<Runnable> effects = new ArrayList<>();
  private final List<Runnable> acknowledgements = new ArrayList<>();
  private final List<Entry> prepared = new ArrayList<>();

  /** What keys will hold after the batch; null is nothing. */
  private final Map<CacheKey, @Nullable Entry> changed = new HashMap<>();

  private boolean cleared;

  CommitBatch(VectorStore store, LogBatch records, long now, long defaultTimeToLive) {
    this.store = store;
    this.records = records;
    this.now = now;
    this.defaultTimeToLive = defaultTimeToLive;
  }

  void plan(Mutation mutation) {
    switch (mutation) {
      case Mutation.Put put -> plan(put);
      case Mutation.Delete delete -> plan(delete);
      case Mutation.Clear clear -> plan(clear);
      case Mutation.Roll roll -> throw new IllegalArgumentException("a roll is not of a batch");
    }
  }

  private void plan(Mutation.Put put) {
    List<PutOutcome> outcomes = new ArrayList<>(put.vectors().size());
    List<WireVector> stored = new ArrayList<>(put.vectors().size());
    List<Entry> entries = new ArrayList<>(put.vectors().size());
    for (WireVector vector : put.vectors()) {
      long expiresAt = expiry(put, vector);
      Entry existing = earlier(vector.key(), stored, entries);
      boolean wins = existing == null || existing.length() < vector.vector().remaining();
      outcomes.add(wins ? PutOutcome.STORED : PutOutcome.KEPT);
      if (wins) {
        Entry entry = store.prepare(vector.key(), vector.vector(), vector.checksum(), expiresAt);
        if (entry == null) {
          entries.forEach(store::discard);
          CacheException error =
              new CacheException(
                  Reason.NO_MEMORY, "the memory for vectors is used up; reads go on");
          acknowledgements.add(() -> put.fail(error));
          return;
        }
        stored.add(vector);
        entries.add(entry);
      }
    }
    for (int i = 0; i < stored.size(); i++) {
      WireVector vector = stored.get(i);
      Entry entry = entries.get(i);
      records.put(0, vector.key(), vector.vector(), vector.checksum(), now, entry.expiresAt());
      changed.put(vector.key(), entry);
      effects.add(() -> store.publish(vector.key(), entry));
    }
    prepared.addAll(entries);
    acknowledgements.add(() -> put.completion().done(outcomes));
  }

  private long expiry(Mutation.Put put, WireVector vector) {
    if (put.absolute()) {
      return vector.time();
    }
    long timeToLive = vector.time() == 0 ? defaultTimeToLive : vector.time();
    return timeToLive > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + timeToLive;
  }

  /** What a key holds for this put: its own earlier vectors are seen as well. */
  private @Nullable Entry earlier(CacheKey key, List<WireVector> stored, List<Entry> entries) {
    for (int i = stored.size() - 1; i >= 0; i--) {
      if (stored.get(i).key().equals(key)) {
        return live(entries.get(i));
      }
    }
    return held(key);
  }

  private @Nullable Entry held(CacheKey key) {
    if (changed.containsKey(key)) {
      return live(changed.get(key));
    }
    return cleared ? null : store.peek(key);
  }

  private @Nullable Entry live(@Nullable Entry entry) {
    return entry != null && now < entry.expiresAt() ? entry : null;
  }

  private void plan(Mutation.Delete delete) {
    int deleted = 0;
    for (CacheKey key : delete.keys()) {
      if (held(key) != null) {
        records.delete(0, key, now);
        changed.put(key, null);
        effects.add(() -> store.remove(key));
        deleted++;
      }
    }
    int count = deleted;
    acknowledgements.add(() -> delete.completion().done(count));
  }

  private void plan(Mutation.Clear clear) {
    records.clear(now);
    changed.clear();
    cleared = true;
    effects.add(store::clear);
    acknowledgements.add(() -> clear.completion().done(true));
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

  /** Gives back what was prepared: nothing of the batch happened. */
  void discard() {
    prepared.forEach(store::discard);
  }
}

package io.sutra.benchmarks.shard.embedded;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.VectorChecksum;
import io.sutra.cache.shard.engine.Completion;
import io.sutra.cache.shard.engine.EngineMemory;
import io.sutra.cache.shard.engine.EngineSettings;
import io.sutra.cache.shard.engine.Mutation;
import io.sutra.cache.shard.engine.NewEntry;
import io.sutra.cache.shard.engine.ShardClock;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import io.sutra.cache.shard.memory.ReservedMemory;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.NioDisk;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The shard's engine without its sockets. A put includes the checksum that a client of the shard
 * computes.
 */
public final class EngineStore implements EmbeddedStore {

  private static final Duration TIME_TO_LIVE = Duration.ofDays(1);
  private static final int ENTRY_OVERHEAD = 128;
  private static final long FIXED_BYTES = 32 << 20;

  private final NioDisk disk;
  private final ShardEngine engine;

  /**
   * Opens an engine.
   *
   * @param capacity most entries
   */
  public EngineStore(Path folder, Durability durability, long capacity) throws IOException {
    SyncMode mode = durability == Durability.ALWAYS ? SyncMode.ALWAYS : SyncMode.EVERYSEC;
    disk = NioDisk.open(folder);
    try {
      engine =
          ShardEngine.open(
              EngineSettings.of(capacity, LogSettings.of(mode)),
              EngineMemory.take(new ReservedMemory(memoryOf(capacity), false)),
              disk,
              RecordChecksum.CRC32C,
              ShardClock.system(),
              StageTimes.NONE,
              // Every put that comes later fails, and so does the measurement.
              failure -> {});
    } catch (IOException | RuntimeException | Error e) {
      disk.close();
      throw e;
    }
  }

  /** What so many entries take, with room for the segments that are being emptied. */
  private static long memoryOf(long capacity) {
    return capacity * (VALUE_BYTES + ENTRY_OVERHEAD) * 9 / 8 + FIXED_BYTES;
  }

  @Override
  public String name() {
    return "Sutra's engine";
  }

  @Override
  public String description() {
    return "Sutra's engine (Apache-2.0): the shard's own, without its sockets";
  }

  @Override
  public int get(List<EmbeddedKey> keys, ByteBuffer target) {
    int found = 0;
    for (int i = 0; i < keys.size(); i++) {
      found += copy(keys.get(i), target, i * VALUE_BYTES) ? 1 : 0;
    }
    return found;
  }

  private boolean copy(EmbeddedKey key, ByteBuffer target, int at) {
    VectorStore store = engine.store();
    while (true) {
      Entry entry = store.find(0, key.cacheKey());
      if (entry == null) {
        return false;
      }
      if (store.copy(entry, target, at)) {
        return true;
      }
    }
  }

  @Override
  public void put(List<EmbeddedEntry> entries) throws IOException {
    long expiresAt = engine.clock().getAsLong() + TIME_TO_LIVE.toMillis();
    List<NewEntry> puts = new ArrayList<>(entries.size());
    for (EmbeddedEntry entry : entries) {
      CacheKey key = entry.key().cacheKey();
      puts.add(
          new NewEntry(
              key,
              ByteBuffer.wrap(entry.value()),
              VectorChecksum.of(key, entry.value()),
              expiresAt));
    }
    Waiting waiting = new Waiting();
    engine.enqueue(new Mutation.Put(0, puts, waiting));
    engine.commit();
    waiting.await();
  }

  /** The caller of a put, who waits for its outcome. */
  private static final class Waiting implements Completion<List<PutOutcome>> {
    private final CompletableFuture<List<PutOutcome>> outcomes = new CompletableFuture<>();

    @Override
    public void done(List<PutOutcome> result) {
      outcomes.complete(result);
    }

    @Override
    public void failed(CacheException error) {
      outcomes.completeExceptionally(error);
    }

    private void await() throws IOException {
      try {
        if (outcomes.join().contains(PutOutcome.KEPT)) {
          throw new IOException("a key was put twice: a put of it measures nothing");
        }
      } catch (CompletionException e) {
        @Nullable Throwable cause = e.getCause();
        throw new IOException("the engine refused a put", cause);
      }
    }
  }

  @Override
  public boolean overwrites() {
    return false;
  }

  @Override
  public void settle() throws IOException {
    try {
      engine.compact().join();
    } catch (CompletionException e) {
      throw new IOException("the engine did not compact", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      engine.close();
    } finally {
      disk.close();
    }
  }
}

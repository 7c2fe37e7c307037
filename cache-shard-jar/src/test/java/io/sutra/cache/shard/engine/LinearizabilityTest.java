package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.VectorChecksum;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.StoreAccess;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Get, put, delete and eviction are linearizable: Lincheck explains every result by some order.
 * Every other run is of a shard where those who bring a change may commit it, beside its writer.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "length", gen = IntGen.class, conf = "1:4")
public class LinearizabilityTest {

  private static final ShardEngine BY_WRITER = open(SyncMode.ALWAYS);
  private static final ShardEngine BY_CALLERS = open(SyncMode.EVERYSEC);
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final ShardEngine engine = RUNS.getAndIncrement() % 2 == 0 ? BY_WRITER : BY_CALLERS;

  /** Lincheck makes one for each run, and each begins empty. */
  public LinearizabilityTest() {
    CompletableFuture<Long> cleared = new CompletableFuture<>();
    submit(new Mutation.Clear(completing(cleared)));
    cleared.join();
  }

  private void submit(Mutation mutation) {
    engine.enqueue(mutation);
    engine.commit();
  }

  private static ShardEngine open(SyncMode sync) {
    try {
      return ShardEngine.open(
          EngineSettings.of(1000, LogSettings.of(sync)),
          EngineMemory.allocate(4 << 20),
          new SimulatedDisk(),
          RecordChecksum.CRC32C,
          ShardClock.system(),
          StageTimes.NONE,
          failure -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Completion<T> completing(CompletableFuture<T> future) {
    return new Completion<>() {
      @Override
      public void done(T result) {
        future.complete(result);
      }

      @Override
      public void failed(CacheException error) {
        future.completeExceptionally(error);
      }
    };
  }

  /** The length of what is found, which says which put it was; -1 is a miss. */
  @Operation
  public int get(@Param(name = "key") int n) {
    CacheKey key = SimulatedShard.key(n);
    while (true) {
      Entry entry = engine.store().find(0, key);
      if (entry == null) {
        return -1;
      }
      ByteBuffer vector = ByteBuffer.allocate(entry.length());
      if (engine.store().copy(entry, vector, 0)) {
        if (VectorChecksum.of(key, vector) != entry.checksum()) {
          throw new AssertionError("a wrong vector");
        }
        return entry.length();
      }
    }
  }

  /** Whether it was stored. */
  @Operation
  public boolean put(@Param(name = "key") int n, @Param(name = "length") int length) {
    CompletableFuture<List<PutOutcome>> future = new CompletableFuture<>();
    byte[] bytes = SimulatedShard.vector(n, length, length);
    submit(
        new Mutation.Put(
            0, List.of(SimulatedShard.entry(SimulatedShard.key(n), bytes)), completing(future)));
    return future.join().contains(PutOutcome.STORED);
  }

  /** How many were there. */
  @Operation
  public int delete(@Param(name = "key") int n) {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    submit(new Mutation.Delete(0, List.of(SimulatedShard.key(n)), completing(future)));
    return future.join();
  }

  /** Whether it was there. Runs where evictions do: in the turn of who commits. */
  @Operation
  public boolean evict(@Param(name = "key") int n) {
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    Completion<Integer> evicting =
        new Completion<>() {
          @Override
          public void done(Integer deleted) {
            future.complete(StoreAccess.evict(engine.store(), SimulatedShard.key(n)));
          }

          @Override
          public void failed(CacheException error) {
            future.completeExceptionally(error);
          }
        };
    submit(new Mutation.Delete(0, List.of(SimulatedShard.key(0)), evicting));
    return future.join();
  }

  @Test
  void getPutDeleteEvict_areLinearizable() {
    boolean full = Boolean.getBoolean("sutra.full");
    new StressOptions()
        .iterations(full ? 60 : 10)
        .invocationsPerIteration(full ? 300 : 100)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Model.class)
        .check(LinearizabilityTest.class);
  }

  /** What the shard should be, one operation at a time. */
  public static class Model {
    private final int[] lengths = {-1, -1, -1};

    /** As the shard's. */
    public int get(int n) {
      return lengths[n];
    }

    /** As the shard's. */
    public boolean put(int n, int length) {
      boolean stored = length > lengths[n];
      lengths[n] = Math.max(length, lengths[n]);
      return stored;
    }

    /** As the shard's. */
    public boolean evict(int n) {
      return delete(n) == 1;
    }

    /** As the shard's. */
    public int delete(int n) {
      int deleted = lengths[n] == -1 ? 0 : 1;
      lengths[n] = -1;
      return deleted;
    }
  }
}

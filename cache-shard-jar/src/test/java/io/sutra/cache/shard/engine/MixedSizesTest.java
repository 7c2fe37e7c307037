package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.memory.ReservedMemory;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.NioDisk;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SyncMode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Entries of all sizes, two models side by side, and a budget that shrinks from start to start,
 * against a map: no put is refused, and whatever is found is what the map holds.
 */
@Timeout(3600)
class MixedSizesTest {

  private static final int OPERATIONS = Boolean.getBoolean("sutra.full") ? 10_000_000 : 60_000;
  private static final int KEYS = 20_000;
  private static final int[] BUDGETS_MIB = {64, 48, 32, 24, 40};

  @TempDir private Path folder;

  private final Random random = new Random(20);

  /** What each key holds if it was not evicted: the length, which gives the bytes. */
  private final Map<Integer, Integer> model = new HashMap<>();

  private ShardEngine open(NioDisk disk, int budgetMib) throws Exception {
    return ShardEngine.open(
        EngineSettings.of(1_000_000, LogSettings.of(SyncMode.NONE)),
        EngineMemory.take(new ReservedMemory((long) budgetMib << 20, false)),
        disk,
        RecordChecksum.CRC32C,
        ShardClock.system(),
        StageTimes.NONE,
        failure -> {});
  }

  private static CacheKey key(int n) {
    return new CacheKey(n, 20, ~n, 7);
  }

  private static byte[] value(int n, int length) {
    byte[] bytes = new byte[length];
    new Random(31L * n + length).nextBytes(bytes);
    return bytes;
  }

  /** Of the two models in nine of ten cases, else anything from 64 bytes to 64 KiB. */
  private int length() {
    return switch (random.nextInt(10)) {
      case 0 -> 64 << random.nextInt(11);
      case 1, 2, 3, 4 -> 384 * 4;
      default -> 1_024 * 4;
    };
  }

  @Test
  void anyMixOfSizes_isTakenAndNeverServedWrong() throws Exception {
    long served = 0;
    for (int budget : BUDGETS_MIB) {
      try (NioDisk disk = NioDisk.open(folder);
          ShardEngine engine = open(disk, budget)) {
        for (int n = 0; n < KEYS; n++) {
          served += verify(engine.store(), n) ? 1 : 0;
        }
        for (int i = 0; i < OPERATIONS / BUDGETS_MIB.length; i++) {
          served += operate(engine) ? 1 : 0;
        }
        assertThat(engine.store().vectorBytes()).isLessThanOrEqualTo((long) budget << 20);
        assertThat(engine.failures().count()).isZero();
      }
    }
    assertThat(served).as("values that were compared").isGreaterThan(OPERATIONS / 10);
  }

  /** Does something; whether a value was found. */
  private boolean operate(ShardEngine engine) {
    int n = random.nextInt(KEYS);
    switch (random.nextInt(20)) {
      case 0 -> {
        CompletableFuture<Integer> deleted = new CompletableFuture<>();
        commit(engine, new Mutation.Delete(0, List.of(key(n)), completing(deleted)));
        assertThat(deleted.join()).isLessThanOrEqualTo(model.remove(n) == null ? 0 : 1);
      }
      case 1, 2, 3, 4, 5 -> put(engine, n, length());
      default -> {
        return verify(engine.store(), n);
      }
    }
    return false;
  }

  private void put(ShardEngine engine, int n, int length) {
    CompletableFuture<List<PutOutcome>> outcomes = new CompletableFuture<>();
    NewEntry entry = SimulatedShard.entry(key(n), value(n, length));
    commit(engine, new Mutation.Put(0, List.of(entry), completing(outcomes)));
    if (outcomes.join().contains(PutOutcome.STORED)) {
      model.put(n, length);
    } else {
      assertThat(model.getOrDefault(n, 0)).isGreaterThanOrEqualTo(length);
    }
  }

  private static void commit(ShardEngine engine, Mutation mutation) {
    engine.enqueue(mutation);
    engine.commit();
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

  /** Compares what a key holds with the map; whether it was there. */
  private boolean verify(VectorStore store, int n) {
    Entry entry = store.find(0, key(n));
    if (entry == null) {
      return false;
    }
    ByteBuffer copy = ByteBuffer.allocate(entry.length());
    if (!store.copy(entry, copy, 0)) {
      return verify(store, n);
    }
    assertThat(model).as("key %d", n).containsEntry(n, entry.length());
    assertThat(copy.array()).isEqualTo(value(n, entry.length()));
    return true;
  }
}

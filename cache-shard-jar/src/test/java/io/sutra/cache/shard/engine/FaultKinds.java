package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.entry;
import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.memory.NativeBlock;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.NewValue;
import io.sutra.cache.shard.store.StoreAccess;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One small check for each kind of fault that a shard had beside its memory and its disk. They run
 * with the source as it is in {@link FaultKindsTest}, and with a fault written into it in {@link
 * SeededFaultsTest}.
 */
enum FaultKinds {

  /** Two models, one after the other: every put is taken and found. */
  CHANGE_OF_MODEL {
    @Override
    void check() {
      VectorStore store = store(1 << 20, 100_000);
      for (int n = 0; n < 6_000; n++) {
        put(store, n, n < 3_000 ? 200 : 4_000);
        assertThat(store.peek(0, key(n))).as("entry %d", n).isNotNull();
      }
      assertThat(store.vectorBytes()).isLessThanOrEqualTo(1 << 20);
    }
  },

  /** All entries are used again and again: a put still looks at few of them. */
  UNBOUNDED_EVICTION {
    @Override
    void check() {
      long[] looks = {0};
      VectorStore store =
          new VectorStore(NativeBlock.allocate(8 << 20), 20_000, () -> looks[0]++ & 1);
      for (int n = 0; n < 20_000; n++) {
        put(store, n, 16);
      }
      for (int use = 0; use < 3; use++) {
        for (int n = 0; n < 20_000; n++) {
          assertThat(store.find(0, key(n))).isNotNull();
        }
      }
      looks[0] = 0;
      put(store, 20_000, 16);
      assertThat(looks[0]).as("entries that one put has looked at").isLessThan(500);
    }
  },

  /** A reader that comes late to memory that holds something else notices it. */
  LATE_READER {
    @Override
    void check() {
      VectorStore store = store(1 << 20, 100_000);
      put(store, 0, 1_000);
      Entry found = Objects.requireNonNull(store.find(0, key(0)));
      for (int n = 1; n < 3_000; n++) {
        put(store, n, 1_000);
      }
      assertThat(store.copy(found, ByteBuffer.allocate(1_000), 0)).isFalse();
    }
  },

  /** An error in a compaction is told to who waits, and the next one runs. */
  COMPACTION_ERROR {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      try (ShardEngine engine = engine(disk)) {
        disk.hook(
            operation -> {
              if (Thread.currentThread().getName().equals("shard-compactor")) {
                throw new NoClassDefFoundError("as an archive that was replaced gives");
              }
            });
        try {
          engine.compact().get(20, TimeUnit.SECONDS);
          throw new AssertionError("the compaction did not fail");
        } catch (TimeoutException e) {
          throw new AssertionError("nobody was told of the error", e);
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(CacheException.class);
        }
        assertThat(engine.failures().count()).isOne();
        disk.hook(operation -> {});
        assertThat(engine.compact().get(20, TimeUnit.SECONDS).bytes()).isPositive();
      }
    }
  },

  /** A batch that is larger than any before takes no direct memory. */
  LATE_DIRECT_MEMORY {
    @Override
    void check() throws Exception {
      SimulatedShard shard = shard(new SimulatedDisk(), SyncMode.NONE);
      long before = settledDirectBytes();
      long[] during = {0};
      Completion<List<PutOutcome>> counting =
          new Completion<>() {
            @Override
            public void done(List<PutOutcome> result) {
              during[0] = directBytes();
            }

            @Override
            public void failed(CacheException error) {
              throw new AssertionError(error);
            }
          };
      List<Mutation> large = new ArrayList<>();
      for (int n = 0; n < 50; n++) {
        large.add(
            new Mutation.Put(
                0, List.of(entry(key(n), new byte[60_000], Long.MAX_VALUE)), counting));
      }
      shard.commit(large);
      assertThat(during[0])
          .as("bytes of direct buffers")
          .isPositive()
          .isLessThan(before + (1 << 20));
    }
  },

  /** A full disk is one in every language. */
  FOREIGN_FULL_DISK {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard = shard(disk, SyncMode.ALWAYS);
      shard.put(key(1), vector(1, 1, 100));
      // A quota: the disk itself has room.
      disk.hook(
          operation -> {
            if (operation.equals("write")) {
              throw new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
            }
          });
      assertThat(shard.put(key(2), vector(2, 1, 60_000)).error().reason())
          .isEqualTo(Reason.NO_SPACE);
      disk.hook(operation -> {});
      assertThat(shard.put(key(2), vector(2, 1, 60_000)).result())
          .containsExactly(PutOutcome.STORED);
    }
  },

  /** A log that nobody writes to writes nothing. */
  IDLE_WRITES {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard = shard(disk, SyncMode.ALWAYS);
      shard.put(key(1), vector(1, 1, 100));
      for (int i = 0; i < 3; i++) {
        shard.idle();
      }
      long before = disk.writtenBytes();
      for (int i = 0; i < 20; i++) {
        shard.idle();
      }
      assertThat(disk.writtenBytes()).isEqualTo(before);
    }
  },

  /** Zeros ahead that cannot be written are no failure of the log. */
  FATAL_ADVICE {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard = shard(disk, SyncMode.ALWAYS);
      shard.put(key(1), vector(1, 1, 3_000));
      disk.withoutHandles("Zu viele offene Dateien");
      shard.log().allocate();
      assertThat(shard.put(key(2), vector(2, 1, 100)).result()).containsExactly(PutOutcome.STORED);
    }
  },

  /** A key that was evicted and then deleted does not come back. */
  FORGOTTEN_DELETION {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard = shard(disk, SyncMode.ALWAYS);
      shard.put(key(1), vector(1, 1, 100));
      assertThat(StoreAccess.evict(shard.store(), key(1))).isTrue();
      shard.delete(key(1));
      assertThat(shard(disk.afterKill(), SyncMode.ALWAYS).contents()).isEmpty();
    }
  },

  /** An import whose time is over leaves what is there. */
  EXPIRED_IMPORT {
    @Override
    void check() throws Exception {
      SimulatedShard shard = shard(new SimulatedDisk(), SyncMode.ALWAYS);
      shard.put(key(1), vector(1, 1, 100));
      SimulatedShard.Outcome<List<PutOutcome>> imported = new SimulatedShard.Outcome<>();
      shard.commit(
          List.of(new Mutation.Put(0, List.of(entry(key(1), vector(1, 2, 200), 999)), imported)));
      assertThat(imported.result()).containsExactly(PutOutcome.KEPT);
      assertThat(shard.contents().get(key(1))).isEqualTo(SimulatedShard.list(vector(1, 1, 100)));
    }
  },

  /** Pauses between the readings of two clocks do not add up. */
  RATCHETING_CLOCK {
    @Override
    void check() {
      long[] now = {0};
      ShardClock clock =
          new ShardClock(() -> ++now[0], () -> TimeUnit.MILLISECONDS.toNanos(++now[0]));
      for (int i = 0; i < 1_000; i++) {
        clock.check();
      }
      assertThat(clock.getAsLong()).isLessThanOrEqualTo(now[0]);
    }
  },

  /** After an erasure no file holds the bytes, also none that recovery has set aside. */
  INCOMPLETE_ERASURE {
    @Override
    void check() throws Exception {
      SimulatedDisk disk = new SimulatedDisk();
      disk.put("0000000000000001.wal.broken", vector(7, 7, 64));
      try (ShardEngine engine = engine(disk)) {
        assertThat(engine.erase(0, List.of(key(7))).get(20, TimeUnit.SECONDS)).isZero();
        assertThat(disk.list()).noneMatch(name -> name.endsWith(".broken"));
      }
    }
  };

  /** Runs the check. */
  abstract void check() throws Exception;

  private static VectorStore store(int bytes, long capacity) {
    return new VectorStore(NativeBlock.allocate(bytes), capacity, () -> 0);
  }

  private static void put(VectorStore store, int n, int length) {
    CacheKey key = key(n);
    store.put(0, key, new NewValue(ByteBuffer.allocate(length), 0, Long.MAX_VALUE));
  }

  private static SimulatedShard shard(SimulatedDisk disk, SyncMode sync) throws Exception {
    return new SimulatedShard(disk, sync, () -> 1_000, RecordChecksum.CRC32C);
  }

  private static ShardEngine engine(SimulatedDisk disk) throws Exception {
    return ShardEngine.open(
        EngineSettings.of(1_000, LogSettings.of(SyncMode.NONE)),
        EngineMemory.allocate(1 << 20),
        disk,
        RecordChecksum.CRC32C,
        ShardClock.system(),
        StageTimes.NONE,
        failure -> {});
  }

  /**
   * The bytes of direct buffers once the garbage of earlier tests is collected: a collection
   * between two readings would hide what was allocated in between.
   */
  private static long settledDirectBytes() throws InterruptedException {
    Cleaner cleaner = Cleaner.create();
    long before;
    long now = directBytes();
    do {
      before = now;
      var collected = new CountDownLatch(1);
      cleaner.register(new Object(), collected::countDown);
      System.gc();
      assertThat(collected.await(20, TimeUnit.SECONDS)).as("a collection was seen").isTrue();
      now = directBytes();
    } while (now < before);
    return now;
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}

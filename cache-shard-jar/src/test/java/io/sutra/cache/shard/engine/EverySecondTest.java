package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code everysec} may lose, with the engine's own threads and in real time. */
@Timeout(300)
class EverySecondTest {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  private static ShardEngine open(SimulatedDisk disk) throws IOException {
    return ShardEngine.open(
        EngineSettings.of(100_000, LogSettings.of(SyncMode.EVERYSEC)),
        EngineMemory.allocate(4 << 20),
        disk,
        RecordChecksum.CRC32C,
        ShardClock.system(),
        StageTimes.NONE,
        failure -> {});
  }

  private static void put(ShardEngine engine, int n) {
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    Completion<List<PutOutcome>> completion =
        new Completion<>() {
          @Override
          public void done(List<PutOutcome> result) {
            future.complete(true);
          }

          @Override
          public void failed(CacheException error) {
            future.completeExceptionally(error);
          }
        };
    engine.submit(
        new Mutation.Put(0, List.of(SimulatedShard.entry(key(n), vector(n, 1, 64))), completion));
    future.join();
  }

  /** Without slow forces at most the last second is gone; with a force in flight, two. */
  @ParameterizedTest
  @CsvSource({"0, 1000", "900, 2000"})
  void powerLoss_losesAtMostTheLastSecondAndLeavesAPrefix(int forceMillis, int mayLoseMillis)
      throws Exception {
    for (int round = 0; round < (FULL ? 20 : 1); round++) {
      Random random = new Random(round);
      SimulatedDisk disk = new SimulatedDisk();
      ShardEngine engine = open(disk);
      disk.hook(
          operation -> {
            if (operation.equals("force")) {
              LockSupport.parkNanos(forceMillis * 1_000_000L);
            }
          });
      long began = System.nanoTime();
      long end = began + Duration.ofMillis(2_500 + random.nextInt(1_500)).toNanos();
      List<Long> acknowledged = new ArrayList<>();
      long stalled = 0;
      while (System.nanoTime() < end) {
        put(engine, acknowledged.size() + 1);
        acknowledged.add(System.nanoTime());
        long before = System.nanoTime();
        LockSupport.parkNanos(3_000_000);
        // A machine that did not run this thread did not run the engine's either.
        stalled += Math.max(0, System.nanoTime() - before - 20_000_000L);
      }
      long powerLoss = System.nanoTime();
      SimulatedDisk survivor = disk.afterPowerLoss(random);
      disk.hook(operation -> {});
      engine.close();
      Map<CacheKey, List<Byte>> found =
          new SimulatedShard(
                  survivor,
                  LogSettings.of(SyncMode.EVERYSEC),
                  System::currentTimeMillis,
                  System::nanoTime,
                  RecordChecksum.CRC32C,
                  100_000)
              .contents();
      int kept = 0;
      while (found.containsKey(key(kept + 1))) {
        kept++;
      }
      assertThat(found).as("a prefix").hasSize(kept);
      if (kept < acknowledged.size()) {
        long age = (powerLoss - acknowledged.get(kept) - stalled) / 1_000_000;
        assertThat(age).as("age of the oldest that was lost").isLessThanOrEqualTo(mayLoseMillis);
      }
    }
  }

  @Test
  void idleTail_isForcedWithinASecond() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    try (ShardEngine engine = open(disk)) {
      for (int n = 1; n <= (FULL ? 10 : 2); n++) {
        put(engine, n);
        long began = System.nanoTime();
        long last = engine.log().writtenSequence();
        while (engine.log().durableSequence() < last) {
          LockSupport.parkNanos(1_000_000);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isLessThanOrEqualTo(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void forceOfMoreThanASecond_isWarnedOf() throws Exception {
    List<String> warnings = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public synchronized void publish(LogRecord logged) {
            synchronized (warnings) {
              warnings.add(
                  java.text.MessageFormat.format(logged.getMessage(), logged.getParameters()));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(LogKeeper.class.getName());
    logger.addHandler(handler);
    AtomicLong slow = new AtomicLong(1_100_000_000L);
    SimulatedDisk disk = new SimulatedDisk();
    try (ShardEngine engine = open(disk)) {
      disk.hook(
          operation -> {
            if (operation.equals("force")) {
              LockSupport.parkNanos(slow.getAndSet(0));
            }
          });
      put(engine, 1);
      while (engine.log().metrics().longestForceNanos() < 1_000_000_000L) {
        LockSupport.parkNanos(1_000_000);
      }
      while (warningsOf(warnings) == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(warningsOf(warnings)).isOne();
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static long warningsOf(List<String> warnings) {
    synchronized (warnings) {
      return warnings.stream().filter(text -> text.contains("the disk is slow or busy")).count();
    }
  }
}

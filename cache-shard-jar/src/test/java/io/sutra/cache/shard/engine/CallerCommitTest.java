package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who brings a change may commit it, and never waits for a force or for another thread. */
@Timeout(60)
class CallerCommitTest {

  private static ShardEngine open(SimulatedDisk disk, SyncMode sync) throws IOException {
    return ShardEngine.open(
        EngineSettings.of(100_000, LogSettings.of(sync)),
        EngineMemory.allocate(4 << 20),
        disk,
        RecordChecksum.CRC32C,
        ShardClock.system(),
        StageTimes.NONE,
        failure -> {});
  }

  /** Enqueues a put; gives the thread that completes it. */
  private static CompletableFuture<Thread> enqueue(ShardEngine engine, int n) {
    CompletableFuture<Thread> completer = new CompletableFuture<>();
    Completion<List<PutOutcome>> completion =
        new Completion<>() {
          @Override
          public void done(List<PutOutcome> result) {
            completer.complete(Thread.currentThread());
          }

          @Override
          public void failed(CacheException error) {
            completer.completeExceptionally(error);
          }
        };
    engine.enqueue(
        new Mutation.Put(0, List.of(SimulatedShard.entry(key(n), vector(n, 1, 64))), completion));
    return completer;
  }

  @ParameterizedTest
  @EnumSource(
      value = SyncMode.class,
      names = {"EVERYSEC", "NONE"})
  void commit_completesInTheCallersThreadWhatItBrought(SyncMode sync) throws Exception {
    try (ShardEngine engine = open(new SimulatedDisk(), sync)) {
      int own = 0;
      for (int n = 1; n <= 100; n++) {
        CompletableFuture<Thread> first = enqueue(engine, 2 * n);
        CompletableFuture<Thread> second = enqueue(engine, 2 * n + 1);
        engine.commit();
        assertThat(second.join()).isEqualTo(first.join());
        own += first.join() == Thread.currentThread() ? 1 : 0;
      }
      // Some may meet a force, or the writer at its housekeeping.
      assertThat(own).isGreaterThan(10);
      assertThat(engine.store().size()).isEqualTo(200);
    }
  }

  @Test
  void always_isCommittedByTheWriterAlone() throws Exception {
    try (ShardEngine engine = open(new SimulatedDisk(), SyncMode.ALWAYS)) {
      for (int n = 1; n <= 20; n++) {
        CompletableFuture<Thread> completer = enqueue(engine, n);
        engine.commit();
        assertThat(completer.join().getName()).isEqualTo("shard-writer");
      }
    }
  }

  @Test
  void forceThatHangs_leavesTheCommitToTheWriter() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    CountDownLatch inForce = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ShardEngine engine = open(disk, SyncMode.EVERYSEC)) {
      disk.hook(
          operation -> {
            if (operation.equals("force")) {
              inForce.countDown();
              await(goOn);
            }
          });
      CompletableFuture<Thread> before = enqueue(engine, 1);
      engine.commit();
      before.join();
      inForce.await();
      for (int n = 2; n <= 20; n++) {
        CompletableFuture<Thread> completer = enqueue(engine, n);
        engine.commit();
        assertThat(completer.join().getName()).isEqualTo("shard-writer");
      }
      goOn.countDown();
    }
  }

  @Test
  void writeThatHangs_holdsNobodyElseUp() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    CountDownLatch inWrite = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ShardEngine engine = open(disk, SyncMode.NONE)) {
      disk.hook(
          operation -> {
            if (operation.equals("write")) {
              inWrite.countDown();
              await(goOn);
            }
          });
      CompletableFuture<Thread> hanging = enqueue(engine, 1);
      Thread other = Thread.ofPlatform().start(engine::commit);
      inWrite.await();
      CompletableFuture<Thread> second = enqueue(engine, 2);
      engine.commit();
      assertThat(second).isNotDone();
      assertThat(engine.store().find(0, key(3))).isNull();
      goOn.countDown();
      hanging.join();
      second.join();
      other.join();
    }
  }

  @Test
  void manyCallersAndTheWriter_completeEverythingOnceAndInEachOnesOrder() throws Exception {
    int callers = 4;
    int rounds = 3_000;
    SimulatedDisk disk = new SimulatedDisk();
    AtomicInteger outOfOrder = new AtomicInteger();
    try (ShardEngine engine = open(disk, SyncMode.NONE)) {
      List<Thread> threads = new ArrayList<>();
      AtomicInteger completed = new AtomicInteger();
      for (int caller = 0; caller < callers; caller++) {
        int own = caller;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      AtomicInteger last = new AtomicInteger(-1);
                      for (int i = 0; i < rounds; i++) {
                        int number = i;
                        Completion<Integer> done =
                            new Completion<>() {
                              @Override
                              public void done(Integer deleted) {
                                if (last.getAndSet(number) != number - 1) {
                                  outOfOrder.incrementAndGet();
                                }
                                completed.incrementAndGet();
                              }

                              @Override
                              public void failed(CacheException error) {
                                outOfOrder.incrementAndGet();
                              }
                            };
                        Mutation delete = new Mutation.Delete(0, List.of(key(own)), done);
                        if (i % 3 == 0) {
                          engine.submit(delete);
                        } else {
                          engine.enqueue(delete);
                          engine.commit();
                        }
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      while (completed.get() < callers * rounds) {
        Thread.onSpinWait();
      }
      assertThat(outOfOrder).hasValue(0);
    }
  }

  @Test
  void changeEnqueuedWhileTheShardStops_isAlwaysTold() throws Exception {
    for (int round = 0; round < 40; round++) {
      ShardEngine engine = open(new SimulatedDisk(), SyncMode.NONE);
      Thread closer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      engine.close();
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      boolean stopped = false;
      for (int n = 1; !stopped; n++) {
        CompletableFuture<Thread> completer = enqueue(engine, n);
        engine.commit();
        stopped =
            completer
                .handle((thread, error) -> error instanceof CacheException e && closing(e))
                .get(30, java.util.concurrent.TimeUnit.SECONDS);
      }
      closer.join();
    }
  }

  private static boolean closing(CacheException error) {
    assertThat(error.reason()).isEqualTo(Reason.CLOSING);
    return true;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

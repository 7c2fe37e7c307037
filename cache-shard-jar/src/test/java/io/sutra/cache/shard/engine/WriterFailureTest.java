package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.engine.SimulatedShard.Outcome;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever goes wrong in the writer, everybody who waits is told. */
@Timeout(60)
class WriterFailureTest {

  private static final class Defect extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Mutation.Put put(int n, Completion<List<PutOutcome>> completion) {
    return new Mutation.Put(0, List.of(SimulatedShard.entry(key(n), vector(n, 1, 64))), completion);
  }

  private static Completion<List<PutOutcome>> reasonOf(CompletableFuture<Reason> reason) {
    return new Completion<>() {
      @Override
      public void done(List<PutOutcome> result) {
        reason.completeExceptionally(new AssertionError("was acknowledged"));
      }

      @Override
      public void failed(CacheException error) {
        reason.complete(error.reason());
      }
    };
  }

  @Test
  void completionThatThrows_keepsNobodyElseFromTheirs() throws IOException {
    SimulatedShard shard =
        new SimulatedShard(
            new SimulatedDisk(), SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
    Completion<List<PutOutcome>> thrower =
        new Completion<>() {
          @Override
          public void done(List<PutOutcome> result) {
            throw new Defect();
          }

          @Override
          public void failed(CacheException error) {
            throw new Defect();
          }
        };
    Outcome<List<PutOutcome>> second = new Outcome<>();
    shard.commit(List.of(put(1, thrower), put(2, second)));
    assertThat(second.result()).containsExactly(PutOutcome.STORED);
    assertThat(shard.put(key(3), vector(3, 1, 64)).acknowledged()).isTrue();
    shard.close();
  }

  @Test
  void defectInTheWriter_failsItsBatchAndWhatComesLaterAndEndsTheShard() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    ConcurrentLinkedQueue<LogFailedException> told = new ConcurrentLinkedQueue<>();
    ShardEngine engine =
        ShardEngine.open(
            EngineSettings.of(1_000, LogSettings.of(SyncMode.ALWAYS)),
            EngineMemory.allocate(4 << 20),
            disk,
            RecordChecksum.CRC32C,
            ShardClock.system(),
            StageTimes.NONE,
            told::add);
    disk.hook(
        operation -> {
          if (Thread.currentThread().getName().equals("shard-writer")
              && operation.equals("write")) {
            throw new Defect();
          }
        });
    for (int n = 0; n < 50; n++) {
      CompletableFuture<Reason> reason = new CompletableFuture<>();
      engine.submit(put(n, reasonOf(reason)));
      assertThat(reason.join()).isEqualTo(Reason.LOG_FAILED);
    }
    assertThat(engine.failed()).isTrue();
    assertThat(told).hasSize(1);
    disk.hook(operation -> {});
    engine.close();
  }

  @Test
  void changeSubmittedWhileTheShardStops_isAlwaysTold() throws Exception {
    for (int round = 0; round < 40; round++) {
      ShardEngine engine =
          ShardEngine.open(
              EngineSettings.of(1_000, LogSettings.of(SyncMode.NONE)),
              EngineMemory.allocate(4 << 20),
              new SimulatedDisk(),
              RecordChecksum.CRC32C,
              ShardClock.system(),
              StageTimes.NONE,
              failure -> {});
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
      Reason last = null;
      while (last != Reason.CLOSING) {
        CompletableFuture<Reason> reason = new CompletableFuture<>();
        engine.submit(
            put(
                1,
                new Completion<>() {
                  @Override
                  public void done(List<PutOutcome> result) {
                    reason.complete(Reason.BUSY);
                  }

                  @Override
                  public void failed(CacheException error) {
                    reason.complete(error.reason());
                  }
                }));
        last = reason.get(30, java.util.concurrent.TimeUnit.SECONDS);
      }
      closer.join();
    }
  }
}

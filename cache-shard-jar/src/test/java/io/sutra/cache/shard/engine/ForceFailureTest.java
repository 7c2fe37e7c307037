package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One force fails, in an engine with its own threads. */
@Timeout(60)
class ForceFailureTest {

  private static CompletableFuture<Boolean> put(ShardEngine engine, int n) {
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
    return future;
  }

  @Test
  void failedForce_acknowledgesNothingOfItsBatchNorAfterItAndIsNotTriedAgain() throws IOException {
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
    assertThat(put(engine, 1).join()).isTrue();
    AtomicInteger forces = new AtomicInteger();
    disk.hook(
        operation -> {
          // The keeper forces the space that it gives ahead, too, whenever it likes.
          boolean writer = Thread.currentThread().getName().equals("shard-writer");
          if (writer && operation.equals("force") && forces.incrementAndGet() == 1) {
            throw new SimulatedDisk.FailedForce();
          }
        });
    for (int n = 2; n < 20; n++) {
      assertThat(put(engine, n))
          .failsWithin(java.time.Duration.ofSeconds(10))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .extracting(Throwable::getCause, InstanceOfAssertFactories.type(CacheException.class))
          .extracting(CacheException::reason)
          .isEqualTo(Reason.LOG_FAILED);
      assertThat(engine.store().find(0, key(n))).as("nobody reads what is not on disk").isNull();
    }
    assertThat(forces).hasValue(1);
    assertThat(told).hasSize(1);
    assertThat(engine.store().find(0, key(1))).as("reads go on").isNotNull();
    org.assertj.core.api.Assertions.assertThatThrownBy(engine::close)
        .isInstanceOf(LogFailedException.class);
    assertThat(forces).hasValue(1);
  }
}

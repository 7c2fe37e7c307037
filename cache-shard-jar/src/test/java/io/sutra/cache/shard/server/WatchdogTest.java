package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.wire.Request;
import io.sutra.cache.shard.engine.EngineMemory;
import io.sutra.cache.shard.engine.EngineSettings;
import io.sutra.cache.shard.engine.ShardClock;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is dropped and who is not, in a time that the test moves. */
@Timeout(60)
class WatchdogTest {

  private static final int IDLE_SECONDS = 60;
  private static final int SLOW_SECONDS = 10;

  private ShardEngine engine;
  private EmbeddedConnection.Shared shared;
  private EmbeddedConnection connection;

  @BeforeEach
  void open() throws IOException {
    engine =
        ShardEngine.open(
            EngineSettings.of(100, LogSettings.of(SyncMode.NONE)),
            EngineMemory.allocate(4 << 20),
            new SimulatedDisk(),
            RecordChecksum.CRC32C,
            ShardClock.system(),
            StageTimes.NONE,
            failure -> {});
    shared =
        EmbeddedConnection.Shared.of(
            engine,
            Map.of(
                "SUTRA_CACHE_IDLE",
                Integer.toString(IDLE_SECONDS),
                "SUTRA_CACHE_SLOW",
                Integer.toString(SLOW_SECONDS)));
    connection = new EmbeddedConnection(shared);
    assertThat(connection.runAndDiscardAnswers()).isEqualTo(1);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    engine.close();
  }

  /** Lets time pass in steps, as the watchdog sees it. */
  private boolean survives(int seconds) {
    for (int i = 0; i < seconds; i++) {
      connection.channel().advanceTimeBy(1, TimeUnit.SECONDS);
      connection.channel().runScheduledPendingTasks();
    }
    return connection.channel().isActive();
  }

  @Test
  void idleClient_isDropped() {
    assertThat(survives(IDLE_SECONDS - 1)).isTrue();
    assertThat(survives(20)).isFalse();
    assertThat(shared.context().metrics().dropped()).isEqualTo(1);
  }

  @Test
  void clientThatWaitsForALongAnswer_isNotIdle() {
    connection.send(new Request.Compact());
    // The compaction may be over: its answer is not given before the loop runs.
    assertThat(survives(5 * IDLE_SECONDS)).isTrue();
    long answers = 0;
    while (answers == 0) {
      answers = connection.runAndDiscardAnswers();
    }
    assertThat(survives(IDLE_SECONDS - 1)).isTrue();
    assertThat(survives(20)).isFalse();
  }

  @Test
  void halfAFrame_isSlow() {
    connection.send(ByteBuffer.allocate(8).putInt(100).flip());
    assertThat(survives(SLOW_SECONDS - 1)).isTrue();
    assertThat(survives(5)).isFalse();
  }
}

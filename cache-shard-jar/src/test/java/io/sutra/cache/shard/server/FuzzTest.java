package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.cache.shard.engine.Completion;
import io.sutra.cache.shard.engine.EngineMemory;
import io.sutra.cache.shard.engine.EngineSettings;
import io.sutra.cache.shard.engine.Mutation;
import io.sutra.cache.shard.engine.ShardClock;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes from strangers: over real sockets, and, ten million frames in the long form, straight into
 * the handlers of a connection, where each frame is looked at for certain.
 */
class FuzzTest {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");
  private static final long FRAMES = FULL ? 10_000_000 : 60_000;
  private static final long SOCKET_FRAMES = FULL ? 1_000_000 : 20_000;
  private static final int STRANGERS = 4;

  /** Frames that are sent together, so that most are parsed out of the middle of a read. */
  private static final int TOGETHER = 64;

  /** A line for each stranger would bury what the tests say; held, so that its level stays. */
  private static final Logger CONNECTIONS = Logger.getLogger(Greeting.class.getName());

  static {
    CONNECTIONS.setLevel(Level.WARNING);
  }

  private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();

  private static FrameSocket greeted(ServerFixture fixture) throws Exception {
    FrameSocket socket = fixture.raw();
    socket.send(new Request.Hello("stranger", ""), 0);
    socket.receive();
    return socket;
  }

  /** Sends; what comes back is not read, which the shard has to bear as well. */
  private static boolean annoy(ServerFixture fixture, long seed) throws Exception {
    Random random = new Random(seed);
    ByteBuffer frames = ByteBuffer.allocate(1 << 20);
    FrameSocket socket = greeted(fixture);
    long left = SOCKET_FRAMES / STRANGERS;
    while (left > 0) {
      frames.clear();
      for (int i = 0; i < TOGETHER && left > 0; i++, left--) {
        frames.put(FuzzedFrames.next(random));
      }
      try {
        socket.send(frames.flip());
      } catch (IOException e) {
        // Dropped, as it deserved; the rest of these frames is lost with it.
        left += TOGETHER / 2;
      }
      socket.close();
      socket = greeted(fixture);
    }
    socket.close();
    return true;
  }

  private final Handler handler = new LeakHandler();
  private final Logger netty = Logger.getLogger("io.netty.util.ResourceLeakDetector");
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void watchForLeaks() {
    netty.addHandler(handler);
    ResourceLeakDetector.setLevel(
        FULL ? ResourceLeakDetector.Level.ADVANCED : ResourceLeakDetector.Level.PARANOID);
  }

  @AfterEach
  void nothingLeaked() {
    netty.removeHandler(handler);
    ResourceLeakDetector.setLevel(before);
    assertThat(leaks).isEmpty();
  }

  @Test
  @Timeout(3600)
  void framesOverSockets_neitherCrashNorHang() throws Exception {
    ExecutorService strangers = Executors.newFixedThreadPool(STRANGERS);
    try (ServerFixture fixture = new ServerFixture(Map.of());
        SocketCacheConnection healthy = fixture.connect()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < STRANGERS; i++) {
        long seed = i;
        all.add(strangers.submit(() -> annoy(fixture, seed)));
      }
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
      CacheKey key = new CacheKey(77, 77, 77, 77);
      healthy.put(List.of(new NewVector(key, new byte[1024], Duration.ZERO)));
      assertThat(healthy.get(List.of(key)).get(0)).isNotNull();
      while (healthy.statistics().value("connections") > 1) {
        Thread.onSpinWait();
      }
      while (fixture.engine().pendingBytes() > 0) {
        Thread.onSpinWait();
      }
      assertThat(healthy.statistics().value("protocol_errors")).isPositive();
    } finally {
      strangers.shutdownNow();
    }
  }

  @Test
  @Timeout(3600)
  void framesIntoTheHandlers_areAnsweredOrEndTheConnectionAndLeakNothing() throws Exception {
    Random random = new Random(8);
    // A small store, so that an export is short.
    try (ShardEngine engine =
        ShardEngine.open(
            EngineSettings.of(20, LogSettings.of(SyncMode.NONE)),
            EngineMemory.allocate(4 << 20),
            new SimulatedDisk(),
            RecordChecksum.CRC32C,
            ShardClock.system(),
            StageTimes.NONE,
            failure -> {})) {
      EmbeddedConnection.Shared shared = EmbeddedConnection.Shared.of(engine, Map.of());
      long idle = shared.memory().usedBytes();
      ServerMetrics metrics = shared.context().metrics();
      EmbeddedConnection connection = new EmbeddedConnection(shared);
      long answers = 0;
      for (long i = 0; i < FRAMES; i++) {
        connection.send(FuzzedFrames.next(random));
        answers += connection.runAndDiscardAnswers();
        if (!connection.channel().isActive() || i % 100 == 99) {
          connection.close();
          connection = new EmbeddedConnection(shared);
        }
        if (i % 10_000 == 9_999) {
          engine.submit(new Mutation.Clear(nobody()));
        }
        while (engine.pendingBytes() > 1 << 20) {
          Thread.onSpinWait();
        }
      }
      connection.close();
      while (engine.pendingBytes() > 0) {
        Thread.onSpinWait();
      }
      assertThat(engine.failed()).isFalse();
      assertThat(shared.memory().usedBytes()).isEqualTo(idle);
      assertThat(metrics.requests() + metrics.protocolErrors()).isGreaterThan(FRAMES * 8 / 10);
      assertThat(answers).isGreaterThan(FRAMES / 2);
    }
  }

  private static Completion<Long> nobody() {
    return new Completion<>() {
      @Override
      public void done(Long result) {}

      @Override
      public void failed(CacheException error) {}
    };
  }

  private final class LeakHandler extends Handler {
    @Override
    public void publish(LogRecord logged) {
      if (String.valueOf(logged.getMessage()).contains("LEAK")) {
        leaks.add(logged.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

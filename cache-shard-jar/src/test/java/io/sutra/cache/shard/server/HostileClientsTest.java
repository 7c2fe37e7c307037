package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a healthy client notices of clients that are slow, greedy, deaf or merely many. */
@Timeout(180)
class HostileClientsTest {

  private static final int ROUNDS = Boolean.getBoolean("sutra.full") ? 15 : 5;
  private static final int REQUESTS = 1_500;

  /**
   * What a timer of a busy machine adds to a hundredth of the requests, in any case. The short form
   * only tells a client that is served from one that is starved.
   */
  private static final double NOISE_MILLIS = Boolean.getBoolean("sutra.full") ? 0.5 : 25;

  /** All clients share it: on another thread nobody would notice anything. */
  private static final Map<String, String> ONE_THREAD = Map.of("SUTRA_CACHE_THREADS", "1");

  private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);

  private final AtomicBoolean hostile = new AtomicBoolean();
  private final AtomicBoolean done = new AtomicBoolean();

  /** One thing that a client does again and again while the others are hostile. */
  private interface Misdeed {
    void once() throws Exception;
  }

  private Thread run(Misdeed misdeed) {
    Thread thread =
        new Thread(
            () -> {
              while (!done.get()) {
                if (!hostile.get()) {
                  LockSupport.parkNanos(200_000);
                  continue;
                }
                try {
                  misdeed.once();
                } catch (Exception e) {
                  // Dropped: what a hostile client has to expect.
                  LockSupport.parkNanos(1_000_000);
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static FrameSocket greeted(ServerFixture fixture) throws Exception {
    FrameSocket socket = fixture.raw();
    socket.send(new Request.Hello("hostile", ""), 0);
    socket.receive();
    return socket;
  }

  /** The 99th percentile of a look-up, in milliseconds. */
  private static double percentile(SocketCacheConnection healthy) throws Exception {
    long[] nanos = new long[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      long began = System.nanoTime();
      assertThat(healthy.get(List.of(KEY)).get(0)).isNotNull();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos[REQUESTS * 99 / 100] / 1e6;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private void assertAtMostDoubled(ServerFixture fixture, Misdeed misdeed) throws Exception {
    assertAtMostDoubled(fixture, misdeed, () -> true);
  }

  /** The same; what is to be measured has begun once the last argument says so. */
  private void assertAtMostDoubled(ServerFixture fixture, Misdeed misdeed, BooleanSupplier begun)
      throws Exception {
    Thread thread = run(misdeed);
    try (SocketCacheConnection healthy = fixture.connect()) {
      healthy.put(List.of(new NewVector(KEY, new byte[1024], Duration.ZERO)));
      for (int warm = 0; warm < 4; warm++) {
        assertThat(percentile(healthy)).isPositive();
      }
      List<Double> quiet = new ArrayList<>();
      List<Double> disturbed = new ArrayList<>();
      // In turn, and the median of each: what else the machine does now and then is in neither.
      for (int round = 0; round < ROUNDS; round++) {
        hostile.set(false);
        quiet.add(percentile(healthy));
        hostile.set(true);
        do {
          LockSupport.parkNanos(20_000_000);
        } while (!begun.getAsBoolean());
        disturbed.add(percentile(healthy));
      }
      assertThat(median(disturbed)).isLessThanOrEqualTo(2 * median(quiet) + NOISE_MILLIS);
    } finally {
      done.set(true);
      thread.join(30_000);
    }
  }

  @Test
  void oneByteAtATime() throws Exception {
    try (ServerFixture fixture = new ServerFixture(ONE_THREAD);
        FrameSocket slow = greeted(fixture)) {
      ByteBuffer ping = ByteBuffer.allocate(12);
      io.sutra.cache.api.wire.RequestCodec.encode(
          new Request.Ping(ByteBuffer.allocate(0)), 1, ping);
      assertAtMostDoubled(
          fixture,
          () -> {
            for (byte b : ping.array()) {
              slow.send(ByteBuffer.wrap(new byte[] {b}));
              LockSupport.parkNanos(100_000);
            }
            slow.receive();
          });
    }
  }

  @Test
  void tenThousandPipelined() throws Exception {
    try (ServerFixture fixture = new ServerFixture(ONE_THREAD);
        FrameSocket greedy = greeted(fixture)) {
      int requests = 10_000;
      Request get = new Request.Get(List.of(KEY));
      int bytes = io.sutra.cache.api.wire.RequestCodec.frameBytes(get);
      ByteBuffer frames = ByteBuffer.allocate(requests * bytes);
      for (int i = 0; i < requests; i++) {
        io.sutra.cache.api.wire.RequestCodec.encode(get, i, frames);
      }
      frames.flip();
      assertAtMostDoubled(
          fixture,
          () -> {
            Thread sender = new Thread(() -> send(greedy, frames));
            sender.start();
            for (int i = 0; i < requests; i++) {
              assertThat(greedy.receive().header().isError()).isFalse();
            }
            sender.join();
            // 10,000 at once, not 10,000 after 10,000: that would be a load test.
            LockSupport.parkNanos(20_000_000);
          });
    }
  }

  private static void send(FrameSocket socket, ByteBuffer frames) {
    try {
      socket.send(frames.duplicate());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void neverReads() throws Exception {
    try (ServerFixture fixture =
        new ServerFixture(Map.of("SUTRA_CACHE_SLOW", "1", "SUTRA_CACHE_THREADS", "1"))) {
      assertAtMostDoubled(
          fixture,
          () -> {
            try (FrameSocket deaf = greeted(fixture)) {
              Request get = new Request.Get(List.of(KEY, KEY, KEY, KEY));
              while (hostile.get()) {
                deaf.send(get, 1);
              }
            }
          });
    }
  }

  @Test
  void silentStrangers_lockNobodyOut() throws Exception {
    List<FrameSocket> silent = new ArrayList<>();
    try (ServerFixture fixture =
        new ServerFixture(
            Map.of("SUTRA_CACHE_TOKEN", "open sesame", "SUTRA_CACHE_CONNECTIONS", "100"))) {
      try (SocketCacheConnection before = connect(fixture)) {
        for (int i = 0; i < 110; i++) {
          silent.add(fixture.raw());
        }
        try (SocketCacheConnection after = connect(fixture)) {
          assertThat(after.ping()).isPositive();
          assertThat(before.ping()).isPositive();
          assertThat(before.statistics().value("refused")).isGreaterThanOrEqualTo(110 - 25);
        }
      }
    } finally {
      for (FrameSocket socket : silent) {
        socket.close();
      }
    }
  }

  private static SocketCacheConnection connect(ServerFixture fixture) throws Exception {
    return SocketCacheConnection.connect(
        fixture.address(), "healthy", "open sesame", Duration.ofSeconds(5));
  }

  @Test
  void oneThousandIdle() throws Exception {
    List<FrameSocket> idle = new CopyOnWriteArrayList<>();
    try (ServerFixture fixture =
        new ServerFixture(Map.of("SUTRA_CACHE_CONNECTIONS", "3000", "SUTRA_CACHE_THREADS", "1"))) {
      assertAtMostDoubled(
          fixture,
          () -> {
            while (idle.size() < 1_000 && hostile.get()) {
              idle.add(greeted(fixture));
            }
            LockSupport.parkNanos(1_000_000);
          },
          () -> idle.size() == 1_000);
      assertThat(idle).hasSize(1_000);
    } finally {
      for (FrameSocket socket : idle) {
        socket.close();
      }
    }
  }
}

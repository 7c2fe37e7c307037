package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection may not do, and what then becomes of it. */
@Timeout(120)
class ConnectionLimitsTest {

  private static CacheKey key(long n) {
    return new CacheKey(n, 0, 0, 0);
  }

  private static NewVector entry(long n, int length) {
    return new NewVector(key(n), new byte[length], Duration.ZERO);
  }

  private static FrameSocket greeted(ServerFixture fixture) throws Exception {
    FrameSocket socket = fixture.raw();
    socket.send(new Request.Hello("test", ""), 0);
    socket.receive();
    return socket;
  }

  private static void assertEnds(FrameSocket socket) {
    assertThatThrownBy(
            () -> {
              while (true) {
                socket.receive();
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void lengthOutOfBounds_closesTheConnectionAndTakesNoMemory() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of());
        SocketCacheConnection healthy = fixture.connect()) {
      long before = healthy.statistics().value("network_memory_used_bytes");
      for (int length : new int[] {0, -1, Integer.MAX_VALUE, 7, (4 << 20) + 1}) {
        for (boolean hello : new boolean[] {false, true}) {
          try (FrameSocket socket = hello ? greeted(fixture) : fixture.raw()) {
            socket.send(ByteBuffer.allocate(4).putInt(length).flip());
            assertEnds(socket);
          }
        }
      }
      assertThat(healthy.statistics().value("network_memory_used_bytes")).isEqualTo(before);
      assertThat(healthy.ping()).isPositive();
    }
  }

  @Test
  void clientThatNeverReads_isBoundedAndDropped() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_SLOW", "1"));
        SocketCacheConnection healthy = fixture.connect();
        FrameSocket socket = greeted(fixture)) {
      healthy.put(List.of(entry(1, 60_000)));
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.send(new Request.Get(List.of(key(1), key(1), key(1), key(1))), 1);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(healthy.statistics().value("network_memory_used_bytes")).isLessThan(4 << 20);
      assertThat(healthy.ping()).isPositive();
      assertThat(healthy.statistics().value("dropped_connections")).isEqualTo(1);
    }
  }

  @Test
  void slowHelloAndHalfAFrame_areDropped() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_SLOW", "1"));
        FrameSocket silent = fixture.raw();
        FrameSocket half = greeted(fixture)) {
      half.send(ByteBuffer.allocate(8).putInt(100).flip());
      assertEnds(half);
      assertEnds(silent);
    }
  }

  @Test
  void oneThousandIdleConnections_areHeldAndOneMoreIsRefused() throws Exception {
    List<FrameSocket> sockets = new ArrayList<>();
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_CONNECTIONS", "1001"))) {
      for (int i = 0; i < 1_000; i++) {
        sockets.add(greeted(fixture));
      }
      try (SocketCacheConnection healthy = fixture.connect()) {
        healthy.put(List.of(entry(1, 1024)));
        assertThat(healthy.statistics().value("connections")).isEqualTo(1_001);
        try (FrameSocket refused = fixture.raw()) {
          assertThatThrownBy(refused::receive)
              .isInstanceOfAny(EOFException.class, SocketException.class);
        }
        assertThat(healthy.get(List.of(key(1))).get(0)).isNotNull();
      }
    } finally {
      for (FrameSocket socket : sockets) {
        socket.close();
      }
    }
  }
}

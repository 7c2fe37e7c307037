package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shard whose network memory is used up serves the others, and goes on when there is some. */
@Timeout(120)
class NetworkMemoryTest {

  private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);

  /** Nearly the longest that is allowed; four of them are all of the memory for long frames. */
  private static final ByteBuffer LONG_PUT = longPut();

  private static ByteBuffer longPut() {
    WireVector vector = WireVector.of(KEY, 0, new byte[64 << 10]);
    Request put = new Request.Put(Collections.nCopies(63, vector));
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(put));
    RequestCodec.encode(put, 7, frame);
    return frame.flip();
  }

  private static FrameSocket greeted(ServerFixture fixture) throws Exception {
    FrameSocket socket = fixture.raw();
    socket.send(new Request.Hello("test", ""), 0);
    socket.receive();
    return socket;
  }

  /** A connection that has begun a long frame; the shard has memory for it, or waits for some. */
  private static FrameSocket begun(ServerFixture fixture) throws Exception {
    FrameSocket socket = greeted(fixture);
    socket.send(LONG_PUT.slice(0, 100));
    return socket;
  }

  private static void finish(FrameSocket socket) throws Exception {
    socket.send(LONG_PUT.slice(100, LONG_PUT.capacity() - 100));
    FrameSocket.Frame answer = socket.receive();
    assertThat(answer.header().requestId()).isEqualTo(7);
    assertThat(answer.header().isError()).isFalse();
  }

  private static void closeAll(List<FrameSocket> sockets) throws IOException {
    for (FrameSocket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void longFrames_waitForEachOther_andShortOnesDoNotWaitForThem() throws Exception {
    List<FrameSocket> sockets = new ArrayList<>();
    try (ServerFixture fixture = new ServerFixture(Map.of());
        SocketCacheConnection healthy = fixture.connect()) {
      for (int i = 0; i < 7; i++) {
        sockets.add(begun(fixture));
      }
      while (healthy.statistics().value("network_memory_waits") < 3) {
        Thread.onSpinWait();
      }
      healthy.put(List.of(new NewVector(KEY, new byte[1024], Duration.ZERO)));
      assertThat(healthy.get(List.of(KEY)).get(0)).isNotNull();
      // Whoever has memory finishes, and makes room for the next.
      for (FrameSocket socket : sockets) {
        finish(socket);
      }
      assertThat(healthy.get(List.of(KEY)).get(0)).isNotNull();
    } finally {
      closeAll(sockets);
    }
  }

  @Test
  void whoHoldsMemoryAndDoesNothing_isDroppedWhileOthersWait() throws Exception {
    List<FrameSocket> holders = new ArrayList<>();
    try (ServerFixture fixture = new ServerFixture(Map.of());
        SocketCacheConnection healthy = fixture.connect()) {
      for (int i = 0; i < 4; i++) {
        holders.add(begun(fixture));
      }
      try (FrameSocket waiting = begun(fixture)) {
        finish(waiting);
      }
      assertThat(healthy.statistics().value("dropped_connections")).isPositive();
    } finally {
      closeAll(holders);
    }
  }

  @Test
  void clientsThatNeverRead_holdNobodyUpForLong() throws Exception {
    List<FrameSocket> deaf = new ArrayList<>();
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_THREADS", "2"));
        SocketCacheConnection healthy = fixture.connect()) {
      healthy.put(List.of(new NewVector(KEY, new byte[60_000], Duration.ZERO)));
      ByteBuffer many = ByteBuffer.allocate(1 << 20);
      Request get = new Request.Get(Collections.nCopies(60, KEY));
      for (int i = 0; i < 5; i++) {
        RequestCodec.encode(get, i, many);
      }
      many.flip();
      for (int i = 0; i < 6; i++) {
        FrameSocket socket = greeted(fixture);
        deaf.add(socket);
        socket.send(many.duplicate());
      }
      while (healthy.statistics().value("network_memory_waits") < 1) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(healthy.get(Collections.nCopies(60, KEY))).doesNotContainNull();
      }
      assertThat(healthy.statistics().value("dropped_connections")).isPositive();
    } finally {
      closeAll(deaf);
    }
  }

  /** Bytes outside the heap, of the JDK and of Netty. */
  private static long outsideTheHeap() {
    long ofTheJdk =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ofTheJdk + PlatformDependent.usedDirectMemory();
  }

  private static void load(ServerFixture fixture, SocketCacheConnection client) throws Exception {
    client.put(List.of(new NewVector(KEY, new byte[60_000], Duration.ZERO)));
    for (int keys = 1; keys <= 60; keys++) {
      assertThat(client.get(Collections.nCopies(keys, KEY))).doesNotContainNull();
    }
    client.export((namespace, vectors) -> {});
    try (FrameSocket pipelining = greeted(fixture);
        FrameSocket slow = begun(fixture)) {
      for (int i = 0; i < 50; i++) {
        pipelining.send(new Request.Get(Collections.nCopies(20, KEY)), i);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(pipelining.receive().header().isError()).isFalse();
      }
      finish(slow);
    }
  }

  @Test
  void load_takesNothingOutsideTheHeap() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_THREADS", "1"));
        SocketCacheConnection client = fixture.connect()) {
      // The client's side and the store take what they need, and the loop its list of buffers.
      load(fixture, client);
      long before = outsideTheHeap();
      for (int i = 0; i < 5; i++) {
        load(fixture, client);
      }
      // Less when a collection found something of the client.
      assertThat(outsideTheHeap()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void memory_isBackWhenAllIsOver() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_THREADS", "1"));
        SocketCacheConnection healthy = fixture.connect()) {
      long before = healthy.statistics().value("network_memory_used_bytes");
      for (int i = 0; i < 3; i++) {
        FrameSocket half = begun(fixture);
        FrameSocket deaf = greeted(fixture);
        for (int n = 0; n < 20; n++) {
          deaf.send(new Request.Get(Collections.nCopies(60, KEY)), n);
        }
        half.close();
        deaf.close();
      }
      while (healthy.statistics().value("connections") > 1) {
        Thread.onSpinWait();
      }
      assertThat(healthy.statistics().value("network_memory_used_bytes")).isEqualTo(before);
    }
  }
}

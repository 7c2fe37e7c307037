package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol over a real socket, from well-behaved clients and from others. */
@Timeout(120)
class ShardServerTest {

  private static CacheKey key(long n) {
    return new CacheKey(n, n * 3, n * 7, n * 31);
  }

  private static byte[] vector(long n, int length) {
    byte[] bytes = new byte[length];
    new Random(n).nextBytes(bytes);
    return bytes;
  }

  private static NewVector entry(long n, int length) {
    return new NewVector(key(n), vector(n, length), Duration.ZERO);
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
  void hello_isLoggedWithTheClientsNameOnOneLine() throws Exception {
    Logger logger = Logger.getLogger(Greeting.class.getName());
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Handler kept = new KeptLines(lines);
    Level level = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(kept);
    try (ServerFixture fixture = new ServerFixture(Map.of());
        FrameSocket socket = fixture.raw()) {
      socket.send(new Request.Hello("somebody\nFATAL else", ""), 0);
      socket.receive();
      assertThat(lines.poll(20, TimeUnit.SECONDS))
          .startsWith("client 'somebody?FATAL else' connected from /127.0.0.1:");
    } finally {
      logger.setLevel(level);
      logger.removeHandler(kept);
    }
  }

  /** Keeps what is logged. */
  private static final class KeptLines extends Handler {

    private final BlockingQueue<String> lines;

    KeptLines(BlockingQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void putGetDeleteClear_overTheWire() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of());
        SocketCacheConnection client = fixture.connect()) {
      assertThat(client.put(List.of(entry(1, 1024), entry(2, 512), entry(1, 1024))))
          .containsExactly(PutOutcome.STORED, PutOutcome.STORED, PutOutcome.KEPT);
      List<@Nullable CachedVector> found = client.get(List.of(key(2), key(3), key(1)));
      assertThat(Objects.requireNonNull(found.get(0)).bytes()).isEqualTo(vector(2, 512));
      assertThat(found.get(1)).isNull();
      assertThat(Objects.requireNonNull(found.get(2)).bytes()).isEqualTo(vector(1, 1024));
      assertThat(client.delete(List.of(key(1), key(3), key(1)))).isEqualTo(1);
      assertThat(client.get(List.of(key(1)))).containsOnlyNulls();
      client.clear();
      assertThat(client.get(List.of(key(2)))).containsOnlyNulls();
      assertThat(client.statistics().value("hits")).isEqualTo(2);
      assertThat(client.ping()).isPositive();
    }
  }

  @Test
  void export_intoAnotherShard_isTheSame() throws Exception {
    try (ServerFixture from = new ServerFixture(Map.of());
        ServerFixture to = new ServerFixture(Map.of());
        SocketCacheConnection source = from.connect();
        SocketCacheConnection target = to.connect()) {
      List<CacheKey> keys = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        keys.add(key(i));
        source.put(List.of(entry(i, 100 + i)));
      }
      source.export((namespace, vectors) -> target.namespace(namespace).importAll(vectors));
      for (CacheKey key : keys) {
        CachedVector original = Objects.requireNonNull(source.get(List.of(key)).get(0));
        CachedVector copy = Objects.requireNonNull(target.get(List.of(key)).get(0));
        assertThat(copy.bytes()).isEqualTo(original.bytes());
        assertThat(copy.expiresAt()).isEqualTo(original.expiresAt());
      }
    }
  }

  @Test
  void token_missingOrWrong_isRefusedBeforeAKeyIsParsed() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of("SUTRA_CACHE_TOKEN", "open sesame"))) {
      for (String token : List.of("", "open sesam", "open sesame!")) {
        assertThatThrownBy(
                () ->
                    SocketCacheConnection.connect(
                        fixture.address(), "test", token, Duration.ofSeconds(20)))
            .isInstanceOfSatisfying(
                CacheException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHENTICATED));
      }
      try (FrameSocket socket = fixture.raw()) {
        // The body is nonsense: had it been parsed, the error would be another.
        ByteBuffer frame = ByteBuffer.allocate(20);
        new FrameHeader(16, 2, false, 9).write(frame);
        socket.send(frame.clear());
        FrameSocket.Frame answer = socket.receive();
        Reply reply = ReplyCodec.decode(answer.header(), answer.body(), WireLimits.DEFAULT);
        assertThat(((Reply.Failed) reply).reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertEnds(socket);
      }
      assertThat(fixture.engine().store().misses()).isZero();
      SocketCacheConnection.connect(
              fixture.address(), "test", "open sesame", Duration.ofSeconds(20))
          .close();
    }
  }

  @Test
  void listener_byDefault_bindsLoopback() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of())) {
      assertThat(fixture.address().getAddress().isLoopbackAddress()).isTrue();
      assertThat(ShardConfig.read(Map.of()).listener().endpoint().address().isLoopbackAddress())
          .isTrue();
      assertThat(ShardConfig.read(Map.of()).metrics().address().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void oneByteAtATime_isServed() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of());
        FrameSocket socket = greeted(fixture)) {
      Request put = new Request.Put(List.of(WireVector.of(key(5), 0, vector(5, 100))));
      ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(put));
      RequestCodec.encode(put, 77, frame);
      for (byte b : frame.array()) {
        socket.send(ByteBuffer.wrap(new byte[] {b}));
      }
      FrameSocket.Frame answer = socket.receive();
      assertThat(answer.header().requestId()).isEqualTo(77);
      assertThat(answer.header().isError()).isFalse();
    }
  }

  @Test
  void tenThousandPipelinedRequests_areAllAnswered() throws Exception {
    try (ServerFixture fixture = new ServerFixture(Map.of());
        FrameSocket socket = greeted(fixture)) {
      int requests = 10_000;
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < requests; i++) {
                    Request request =
                        i % 3 == 0
                            ? new Request.Put(
                                List.of(WireVector.of(key(i % 100), 0, vector(i % 100, 300))))
                            : new Request.Get(List.of(key(i % 100), key(i % 50)));
                    socket.send(request, i);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      sender.start();
      BitSet answered = new BitSet();
      for (int i = 0; i < requests; i++) {
        FrameSocket.Frame answer = socket.receive();
        assertThat(answer.header().isError()).isFalse();
        assertThat(answered.get(answer.header().requestId())).isFalse();
        answered.set(answer.header().requestId());
      }
      sender.join();
      assertThat(answered.cardinality()).isEqualTo(requests);
    }
  }
}

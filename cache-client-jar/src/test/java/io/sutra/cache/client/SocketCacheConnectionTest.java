package io.sutra.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.Reply;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The client against peers that do what a real shard would not; with real ones it is elsewhere. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class SocketCacheConnectionTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static void assertFails(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  private static Reply pong() {
    return new Reply.Ping(ByteBuffer.allocate(8));
  }

  @Test
  void answerOneByteAtATime_meetsTheDeadlineAllTheSame() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  conversation.request();
                  conversation.out().write(ByteBuffer.allocate(4).putInt(1 << 20).array());
                  while (!Thread.interrupted()) {
                    conversation.out().write(1);
                    LockSupport.parkNanos(10_000_000);
                  }
                });
        SocketCacheConnection client = shard.connect(SHORT)) {
      assertFails(client::ping, Reason.CONNECTION, "no answer from 127.0.0.1");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void putToAPeerThatNeverReads_meetsTheDeadline() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (StandInShard shard = new StandInShard(conversation -> end.await());
        SocketCacheConnection client = shard.connect(SHORT)) {
      List<NewVector> vectors = new ArrayList<>();
      for (int i = 0; i < 4096; i++) {
        vectors.add(new NewVector(new CacheKey(0, 0, 0, i), new byte[4096], Duration.ZERO));
      }

      assertFails(() -> client.put(vectors), Reason.CONNECTION, "no answer");
    } finally {
      end.countDown();
    }
  }

  @Test
  void answerThatComesTooLate_isNobodys() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  int id = conversation.request();
                  late.await();
                  conversation.answer(Opcode.PING, id, pong());
                });
        SocketCacheConnection client = shard.connect(SHORT)) {
      assertFails(client::ping, Reason.CONNECTION, "no answer");
      late.countDown();

      assertFails(client::ping, Reason.CONNECTION, "is closed");
    }
  }

  @Test
  void answerToAnotherRequest_endsTheConnection() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  int id = conversation.request();
                  conversation.answer(Opcode.PING, id + 1, pong());
                  conversation.awaitEnd();
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      assertFails(client::ping, Reason.PROTOCOL, "another request");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void endedByShard_onlyOnceItHas() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  conversation.answer(Opcode.PING, conversation.request(), pong());
                  asked.await();
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      assertThat(client.endedByShard()).isFalse();
      assertThat(client.ping()).as("the look took nothing away").isPositive();
      asked.countDown();

      while (!client.endedByShard()) {
        Thread.onSpinWait();
      }
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void connect_nobodyListens_saysWhere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertFails(
        () -> SocketCacheConnection.connect(settings("127.0.0.1", port)),
        Reason.CONNECTION,
        "no shard at 127.0.0.1:" + port);
  }

  @Test
  void connect_unknownHost_saysWhich() {
    assertFails(
        () -> SocketCacheConnection.connect(settings("no-such-host.invalid", 50052)),
        Reason.CONNECTION,
        "no-such-host.invalid");
  }

  private static ClientSettings settings(String host, int port) {
    return new ClientSettings(host, port, "test", "hidden-token", LONG, LONG, Optional.empty());
  }

  @Test
  void settings_outOfRange_areRefusedAndTheTokenIsHidden() {
    assertThatThrownBy(() -> settings("h", 0)).hasMessageContaining("1 to 65535");
    assertThatThrownBy(
            () -> new ClientSettings("h", 1, "c", "", Duration.ZERO, LONG, Optional.empty()))
        .hasMessageContaining("1 ms");
    assertThat(settings("host", 1).toString()).isEqualTo("host:1");
  }
}

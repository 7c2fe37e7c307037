package io.sutra.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.Scope;
import io.sutra.cache.api.VectorChecksum;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.client.StandInShard.Asked;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What calls become on the wire: frames within the shard's limits, and namespaces. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ScopesAndSplitsTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final int VECTOR_BYTES = 1000;
  private static final WireLimits SMALL = new WireLimits(8192, 1024, VECTOR_BYTES);

  private final BlockingQueue<Request> seen = new LinkedBlockingQueue<>();

  private static List<CacheKey> keys(int count) {
    List<CacheKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new CacheKey(7, 0, 0, i));
    }
    return keys;
  }

  private static byte[] bytes(CacheKey key) {
    return ByteBuffer.allocate(VECTOR_BYTES).putLong(key.d()).array();
  }

  /** Every third key is a miss. */
  private static Reply.Get hits(Request.Get get) {
    List<Reply.@Nullable Hit> hits = new ArrayList<>();
    for (CacheKey key : get.keys()) {
      byte[] vector = bytes(key);
      int checksum = VectorChecksum.of(key, vector);
      hits.add(key.d() % 3 == 0 ? null : new Reply.Hit(9, checksum, ByteBuffer.wrap(vector)));
    }
    return new Reply.Get(hits);
  }

  private static void assertHits(List<CacheKey> keys, List<@Nullable CachedVector> found) {
    assertThat(found).hasSameSizeAs(keys);
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).d() % 3 == 0) {
        assertThat(found.get(i)).isNull();
      } else {
        assertThat(Objects.requireNonNull(found.get(i)).bytes()).isEqualTo(bytes(keys.get(i)));
      }
    }
  }

  private static void assertFails(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** All questions are there before the first answer, whose order is the shard's own. */
  @Test
  void get_moreThanAFrameMayHave_isAskedAtOnceAndAnsweredInAnyOrder() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                SMALL,
                conversation -> {
                  List<Asked> asked = new ArrayList<>();
                  for (int keys = 0; keys < 256; ) {
                    asked.add(conversation.ask());
                    keys += ((Request.Get) asked.getLast().request()).keys().size();
                  }
                  Collections.reverse(asked);
                  for (Asked one : asked) {
                    Reply.Get reply = hits((Request.Get) one.request());
                    int longest = reply.hits().size() * (VECTOR_BYTES + 16) + 14;
                    assertThat(longest).isLessThanOrEqualTo(SMALL.maxFrame());
                    conversation.answer(one, reply);
                  }
                  seen.add(conversation.ask().request());
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      List<CacheKey> keys = keys(256);

      assertHits(keys, client.get(keys));
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void get_fewKeys_isOneFrame() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  Asked asked = conversation.ask();
                  seen.add(asked.request());
                  conversation.answer(asked, hits((Request.Get) asked.request()));
                  conversation.awaitEnd();
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      List<CacheKey> keys = keys(50);

      assertHits(keys, client.get(keys));
      assertThat(seen).containsExactly(new Request.Get(keys));
    }
  }

  /** The shard may hold vectors of a time when it took longer ones. */
  @Test
  void get_answerTooLong_isAskedInHalves() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                SMALL,
                conversation -> {
                  while (true) {
                    Asked asked = conversation.ask();
                    Request.Get get = (Request.Get) asked.request();
                    conversation.answer(
                        asked,
                        get.keys().size() > 1
                            ? new Reply.Failed(Reason.LIMIT, "too long")
                            : hits(get));
                  }
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      List<CacheKey> keys = keys(41);

      assertHits(keys, client.get(keys));
    }
  }

  /** Every frame is answered although one is refused, so that the next call finds its answer. */
  @Test
  void delete_refusedInPart_failsAndStaysUsable() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                SMALL,
                conversation -> {
                  int frames = 0;
                  while (true) {
                    Asked asked = conversation.ask();
                    if (asked.request() instanceof Request.Delete delete) {
                      conversation.answer(
                          asked,
                          frames++ == 0
                              ? new Reply.Failed(Reason.BUSY, "later")
                              : new Reply.Delete(delete.keys().size()));
                    } else {
                      conversation.answer(asked, new Reply.Ping(ByteBuffer.allocate(8)));
                    }
                  }
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      assertFails(() -> client.delete(keys(600)), Reason.BUSY);
      assertThat(client.ping()).isPositive();
      assertThat(client.delete(keys(600))).isEqualTo(600);
    }
  }

  @Test
  void answerGivenTwice_endsTheConnection() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                SMALL,
                conversation -> {
                  Asked asked = conversation.ask();
                  conversation.answer(asked, new Reply.Delete(1));
                  conversation.answer(asked, new Reply.Delete(1));
                  conversation.awaitEnd();
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      assertFails(() -> client.delete(keys(600)), Reason.PROTOCOL);
      assertThat(client.isOpen()).isFalse();
    }
  }

  /** A frame without keys would ask for everything to be erased. */
  @Test
  void eraseOfNoKeys_asksNothing() throws Exception {
    try (StandInShard shard =
            new StandInShard(
                conversation -> {
                  Asked asked = conversation.ask();
                  seen.add(asked.request());
                  conversation.answer(asked, new Reply.Ping(ByteBuffer.allocate(8)));
                  conversation.awaitEnd();
                });
        SocketCacheConnection client = shard.connect(LONG)) {
      assertThat(client.erase(List.of(), LONG)).isZero();
      client.ping();
      assertThat(seen.take()).isInstanceOf(Request.Ping.class);
    }
  }

  @Test
  void erase_hasItsOwnTime() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (StandInShard shard = new StandInShard(conversation -> end.await());
        SocketCacheConnection client = shard.connect(LONG)) {
      assertThatThrownBy(() -> client.erase(keys(1), Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
      assertFails(() -> client.eraseAll(SHORT), Reason.CONNECTION);
      assertThat(client.isOpen()).isFalse();
    } finally {
      end.countDown();
    }
  }

  private static Reply reply(Request request) {
    return switch (request) {
      case Request.Get get -> hits(get);
      case Request.Put put -> new Reply.Put(List.of(PutOutcome.STORED));
      case Request.Import imported -> new Reply.Put(List.of(PutOutcome.KEPT));
      case Request.Delete delete -> new Reply.Delete(1);
      case Request.Erase erase -> new Reply.Erase(2);
      case Request.EraseAll erase -> new Reply.Erase(3);
      case Request.Stats stats -> new Reply.Stats(Map.of("entries", 4L));
      case Request.Export export -> new Reply.Export(-5, List.of());
      case Request.Ping ping -> new Reply.Ping(ping.payload());
      case Request.Hello hello -> throw new AssertionError(hello);
      case Request.Clear clear -> new Reply.Done();
      case Request.Compact compact -> new Reply.Done();
    };
  }

  private StandInShard obedient() throws Exception {
    return new StandInShard(
        conversation -> {
          while (true) {
            Asked asked = conversation.ask();
            seen.add(asked.request());
            conversation.answer(asked, reply(asked.request()));
          }
        });
  }

  @Test
  void view_putsItsNamespaceIntoEveryCall_andClosesNothing() throws Exception {
    List<CacheKey> one = keys(1);
    NewVector vector = new NewVector(one.getFirst(), new byte[4], Duration.ZERO);
    WireVector wire = WireVector.of(one.getFirst(), 0, new byte[4]);
    try (StandInShard shard = obedient();
        SocketCacheConnection client = shard.connect(LONG)) {
      try (SocketCacheConnection view = client.namespace(3).namespace(-5)) {
        view.get(one);
        view.put(List.of(vector));
        view.importAll(List.of(wire));
        view.delete(one);
        assertThat(view.erase(one, LONG)).isEqualTo(2);
        assertThat(view.eraseAll(LONG)).isEqualTo(3);
        view.clear();
        assertThat(view.statistics().value("entries")).isEqualTo(4);
        view.export((namespace, vectors) -> assertThat(namespace).isEqualTo(-5));
      }
      client.get(one);
      client.clear();
      client.namespace(0).clear();
      client.eraseAll(LONG);
    }
    List<Request> all = new ArrayList<>(seen);
    assertThat(all)
        .containsExactly(
            new Request.Get(-5, one),
            new Request.Put(-5, List.of(wire)),
            new Request.Import(-5, List.of(wire)),
            new Request.Delete(-5, one),
            new Request.Erase(-5, one),
            new Request.EraseAll(Scope.of(-5)),
            new Request.Clear(Scope.of(-5)),
            new Request.Stats(Scope.of(-5)),
            new Request.Export(Scope.of(-5)),
            new Request.Get(one),
            new Request.Clear(),
            new Request.Clear(Scope.of(0)),
            new Request.EraseAll(Scope.all()));
  }

  private StandInShard exporting() throws Exception {
    WireVector first = WireVector.of(new CacheKey(1, 0, 0, 0), 10, new byte[4]);
    WireVector second = WireVector.of(new CacheKey(2, 0, 0, 0), 20, new byte[5]);
    return new StandInShard(
        conversation -> {
          int id = conversation.request();
          conversation.answer(Opcode.EXPORT, id, new Reply.Export(List.of(first)), true);
          conversation.answer(Opcode.EXPORT, id, new Reply.Export(8, List.of(second)), true);
          conversation.answer(Opcode.EXPORT, id, new Reply.Export(List.of()), false);
          conversation.awaitEnd();
        });
  }

  @Test
  void export_keepsNamespaces() throws Exception {
    try (StandInShard from = exporting();
        StandInShard to = obedient();
        SocketCacheConnection source = from.connect(LONG);
        SocketCacheConnection target = to.connect(LONG)) {
      source.export((namespace, vectors) -> target.namespace(namespace).importAll(vectors));

      assertThat(source.isOpen()).isTrue();
      Request.Import first = (Request.Import) seen.poll(20, TimeUnit.SECONDS);
      Request.Import second = (Request.Import) seen.poll(20, TimeUnit.SECONDS);
      assertThat(Objects.requireNonNull(first).namespace()).isZero();
      assertThat(Objects.requireNonNull(second).namespace()).isEqualTo(8);
      assertThat(second.vectors().getFirst().time()).isEqualTo(20);
    }
  }

  @Test
  void exportWhoseSinkFails_endsTheConnection() throws Exception {
    try (StandInShard shard = exporting();
        SocketCacheConnection client = shard.connect(LONG)) {
      assertFails(
          () ->
              client.export(
                  (namespace, vectors) -> {
                    throw new CacheException(Reason.BUSY, "the target");
                  }),
          Reason.BUSY);
      assertThat(client.isOpen()).as("frames are unread").isFalse();
    }
  }
}

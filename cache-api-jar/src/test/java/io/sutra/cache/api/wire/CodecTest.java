package io.sutra.cache.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.Scope;
import io.sutra.cache.api.VectorChecksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers to bytes and back; what is too long is refused before it takes memory. */
class CodecTest {

  private static CacheKey key(Random random) {
    return new CacheKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static WireVector vector(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(300)];
    random.nextBytes(bytes);
    return WireVector.of(key(random), random.nextLong() & Long.MAX_VALUE, bytes);
  }

  private static <T> List<T> some(Random random, java.util.function.Function<Random, T> one) {
    List<T> list = new ArrayList<>();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      list.add(one.apply(random));
    }
    return list;
  }

  /** The one that frames do not name, or any other. */
  private static long namespace(Random random) {
    return random.nextBoolean() ? 0 : random.nextLong();
  }

  /** Everything, what is in the namespace that requests for keys do not name, or any other. */
  private static Scope scope(Random random) {
    return random.nextBoolean() ? Scope.all() : Scope.of(namespace(random));
  }

  private static Request request(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> new Request.Hello("é".repeat(random.nextInt(50)), "t".repeat(random.nextInt(50)));
      case 1 -> new Request.Get(namespace(random), some(random, CodecTest::key));
      case 2 -> new Request.Put(namespace(random), some(random, CodecTest::vector));
      case 3 -> new Request.Delete(namespace(random), some(random, CodecTest::key));
      case 4 -> new Request.Clear(scope(random));
      case 5 -> new Request.Stats(scope(random));
      case 6 -> new Request.Ping(ByteBuffer.allocate(random.nextInt(65)));
      case 7 -> new Request.Export(scope(random));
      case 8 -> new Request.Import(namespace(random), some(random, CodecTest::vector));
      case 9 -> new Request.Erase(namespace(random), some(random, CodecTest::key));
      case 10 -> new Request.EraseAll(scope(random));
      default -> new Request.Compact();
    };
  }

  private static Reply reply(Opcode opcode, Random random) {
    return switch (opcode) {
      case HELLO -> new Reply.Hello(new WireLimits(8192, 77, 99), "shard");
      case GET -> {
        List<Reply.@Nullable Hit> hits = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          WireVector vector = vector(random);
          hits.add(
              random.nextBoolean()
                  ? null
                  : new Reply.Hit(vector.time(), vector.checksum(), vector.vector()));
        }
        yield new Reply.Get(hits);
      }
      case PUT, IMPORT ->
          new Reply.Put(some(random, r -> r.nextBoolean() ? PutOutcome.STORED : PutOutcome.KEPT));
      case DELETE -> new Reply.Delete(random.nextInt(1000));
      case ERASE -> new Reply.Erase(random.nextInt(1000));
      case CLEAR, COMPACT -> new Reply.Done();
      case STATS -> new Reply.Stats(Map.of("hits", random.nextLong()));
      case PING -> new Reply.Ping(ByteBuffer.allocate(random.nextInt(65)));
      case EXPORT -> new Reply.Export(namespace(random), some(random, CodecTest::vector));
    };
  }

  @Property(tries = 500)
  void anyRequest_isReadAsItWasWritten(@ForAll long seed) throws ProtocolException {
    Random random = new Random(seed);
    Request request = request(random);
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, 42, frame);
    assertThat(frame.hasRemaining()).isFalse();
    FrameHeader header = FrameHeader.read(frame.flip(), WireLimits.DEFAULT.maxFrame());
    assertThat(header.requestId()).isEqualTo(42);
    assertThat(header.bodyBytes()).isEqualTo(frame.remaining());
    Request read = RequestCodec.decode(header, frame, WireLimits.DEFAULT);
    assertThat(read).isEqualTo(request);
  }

  @Property(tries = 500)
  void anyReply_isReadAsItWasWritten(@ForAll long seed) throws ProtocolException {
    Random random = new Random(seed);
    List<Opcode> all = List.of(Opcode.values());
    Opcode opcode = all.get(random.nextInt(all.size()));
    Reply reply = reply(opcode, random);
    ByteBuffer frame = ReplyCodec.encode(opcode, -7, reply, random.nextBoolean());
    FrameHeader header = FrameHeader.read(frame, WireLimits.DEFAULT.maxFrame());
    assertThat(header.requestId()).isEqualTo(-7);
    assertThat(ReplyCodec.decode(header, frame, WireLimits.DEFAULT)).isEqualTo(reply);
  }

  @Test
  void everyReason_travels() throws ProtocolException {
    for (Reason reason : Reason.values()) {
      Reply.Failed failed = new Reply.Failed(reason, "what was wrong, and what is allowed");
      ByteBuffer frame = ReplyCodec.encodeFailure(5, failed);
      FrameHeader header = FrameHeader.read(frame, 4096);
      assertThat(header.isError()).isTrue();
      assertThat(ReplyCodec.decode(header, frame, WireLimits.DEFAULT)).isEqualTo(failed);
    }
  }

  /** Every cut of a frame and every changed byte is an error of the protocol or another request. */
  @Property(tries = 300)
  void damagedRequest_isRefusedOrReadAndNeverAnythingElse(
      @ForAll long seed, @ForAll @IntRange(max = 5000) int place, @ForAll byte value) {
    Request request = request(new Random(seed));
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, 1, frame);
    int at = place % frame.capacity();
    frame.put(at, value);
    decodeOrRefuse(frame.duplicate().clear());
    decodeOrRefuse(frame.duplicate().clear().limit(Math.max(at, FrameHeader.BYTES)));
  }

  private static void decodeOrRefuse(ByteBuffer frame) {
    try {
      FrameHeader header = FrameHeader.read(frame, WireLimits.DEFAULT.maxFrame());
      assertThat(RequestCodec.decode(header, frame, WireLimits.DEFAULT)).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 4097, Integer.MAX_VALUE})
  void lengthOutOfBounds_isRefused(int length) {
    assertThatThrownBy(() -> FrameHeader.checkLength(length, 4096))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("8 to 4096 are allowed");
  }

  private static Request decode(Opcode opcode, ByteBuffer body, WireLimits limits)
      throws ProtocolException {
    return RequestCodec.decode(FrameHeader.request(opcode, 1, body.remaining()), body, limits);
  }

  /** A count or a length that promises more than came takes no memory for what it promises. */
  @Test
  void promisesThatAreNotKept_areRefusedBeforeMemoryIsTaken() {
    WireLimits widest = new WireLimits(WireLimits.HARD_MAX_FRAME, 0xFFFF, 65_536);
    for (Opcode opcode :
        List.of(Opcode.GET, Opcode.PUT, Opcode.DELETE, Opcode.IMPORT, Opcode.ERASE)) {
      ByteBuffer body = ByteBuffer.allocate(40).putShort((short) 0xFFFF).clear();
      assertThatThrownBy(() -> decode(opcode, body, widest)).isInstanceOf(ProtocolException.class);
    }
    for (int length : new int[] {-1, 0, 65_537, Integer.MAX_VALUE, 1000}) {
      ByteBuffer body = ByteBuffer.allocate(2 + 48 + 10);
      body.putShort((short) 1).put(new byte[32]).putLong(0).putInt(0).putInt(length).clear();
      assertThatThrownBy(() -> decode(Opcode.PUT, body, widest))
          .isInstanceOf(ProtocolException.class);
    }
    ByteBuffer many = ByteBuffer.allocate(2 + 33 * 32).putShort((short) 33).clear();
    assertThatThrownBy(() -> decode(Opcode.GET, many, new WireLimits(8192, 32, 100)))
        .hasMessageContaining("1 to 32 are allowed");
  }

  @Test
  void negativeTime_isRefused() {
    WireVector vector = new WireVector(new CacheKey(1, 2, 3, 4), -1, 0, ByteBuffer.allocate(4));
    ByteBuffer frame = ByteBuffer.allocate(200);
    RequestCodec.encode(new Request.Put(List.of(vector)), 1, frame);
    frame.flip().position(FrameHeader.BYTES);
    assertThatThrownBy(() -> decode(Opcode.PUT, frame, WireLimits.DEFAULT))
        .hasMessageContaining("not negative");
  }

  @Test
  void versionFlagAndOpcodeOfAnotherProtocol_areNamed() {
    byte[] header = new byte[12];
    FrameHeader.request(Opcode.PING, 1, 0).write(ByteBuffer.wrap(header));
    for (int place : new int[] {4, 7}) {
      byte[] changed = header.clone();
      changed[place] = 9;
      assertThatThrownBy(() -> FrameHeader.read(ByteBuffer.wrap(changed), 4096))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("9");
    }
    assertThatThrownBy(() -> new FrameHeader(8, 200, false, 1).requestOpcode())
        .hasMessageContaining("200");
    assertThatThrownBy(() -> new FrameHeader(8, 2, true, 1).requestOpcode())
        .hasMessageContaining("MORE");
  }

  /** What a client of before sends is what it was, byte for byte, and means what it meant. */
  @Test
  void frameWithoutNamespace_isOfNamespaceZeroOrOfAll() throws ProtocolException {
    List<CacheKey> keys = List.of(new CacheKey(1, 2, 3, 4));
    assertThat(new Request.Get(keys)).isEqualTo(new Request.Get(0, keys));
    ByteBuffer get = encode(new Request.Get(keys));
    assertThat(get.getShort(6)).as("flags").isZero();
    assertThat(get.remaining()).isEqualTo(FrameHeader.BYTES + 2 + CacheKey.BYTES);
    ByteBuffer clear = encode(new Request.Clear());
    assertThat(clear.getShort(6)).as("flags").isZero();
    assertThat(RequestCodec.decode(FrameHeader.read(clear, 4096), clear, WireLimits.DEFAULT))
        .isEqualTo(new Request.Clear(Scope.all()))
        .isNotEqualTo(new Request.Clear(Scope.of(0)));
    ByteBuffer one = encode(new Request.Clear(Scope.of(0)));
    assertThat(one.getShort(6)).as("flags").isEqualTo((short) 2);
  }

  /** No keys mean everything, so that nobody says so by having none. */
  @Test
  void eraseWithoutKeys_isOfEverythingAndHasItsOwnType() throws ProtocolException {
    assertThatThrownBy(() -> new Request.Erase(3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    ByteBuffer all = encode(new Request.EraseAll(Scope.all()));
    assertThat(all.remaining()).isEqualTo(FrameHeader.BYTES + 2);
    assertThat(RequestCodec.decode(FrameHeader.read(all, 4096), all, WireLimits.DEFAULT))
        .isEqualTo(new Request.EraseAll(Scope.all()));
    assertThatThrownBy(() -> decode(Opcode.GET, ByteBuffer.allocate(2), WireLimits.DEFAULT))
        .as("no other request has a count of 0")
        .hasMessageContaining("1 to 1024 are allowed");
  }

  private static ByteBuffer encode(Request request) {
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, 1, frame);
    return frame.flip();
  }

  @Test
  void namespaceWhereNoneBelongs_isRefused() {
    for (Opcode opcode : List.of(Opcode.HELLO, Opcode.PING, Opcode.COMPACT)) {
      FrameHeader header = FrameHeader.request(opcode, 1, 8).withNamespace();
      assertThatThrownBy(
              () -> RequestCodec.decode(header, ByteBuffer.allocate(8), WireLimits.DEFAULT))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining(opcode + " has no namespace");
    }
    for (Opcode opcode : Opcode.values()) {
      FrameHeader header = FrameHeader.reply(opcode, 1, 10, false).withNamespace();
      ByteBuffer body = ByteBuffer.allocate(10);
      if (opcode != Opcode.EXPORT) {
        assertThatThrownBy(() -> ReplyCodec.decode(header, body, WireLimits.DEFAULT))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining(opcode + " has no namespace");
      }
    }
    FrameHeader error = FrameHeader.error(1, 12).withNamespace();
    assertThatThrownBy(() -> ReplyCodec.decode(error, ByteBuffer.allocate(12), WireLimits.DEFAULT))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void truncatedNamespace_isRefused() {
    for (Opcode opcode : Opcode.values()) {
      for (int bytes = 0; bytes < 8 && opcode.takesNamespace(); bytes++) {
        ByteBuffer body = ByteBuffer.allocate(bytes);
        FrameHeader header = FrameHeader.request(opcode, 1, bytes).withNamespace();
        assertThatThrownBy(() -> RequestCodec.decode(header, body, WireLimits.DEFAULT))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining("before its namespace");
      }
    }
    FrameHeader export = FrameHeader.reply(Opcode.EXPORT, 1, 7, true).withNamespace();
    assertThatThrownBy(() -> ReplyCodec.decode(export, ByteBuffer.allocate(7), WireLimits.DEFAULT))
        .isInstanceOf(ProtocolException.class);
  }

  /** Every single bit of key and vector counts. */
  @Test
  void checksum_noticesEveryBit() {
    byte[] bytes = new byte[40];
    new Random(1).nextBytes(bytes);
    CacheKey key = new CacheKey(1, 2, 3, 4);
    int sum = VectorChecksum.of(key, bytes);
    assertThat(VectorChecksum.of(key, ByteBuffer.wrap(bytes))).isEqualTo(sum);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(VectorChecksum.of(key, flipped)).isNotEqualTo(sum);
    }
    for (int bit = 0; bit < 256; bit++) {
      byte[] flipped = key.bytes();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      WireVector vector = new WireVector(CacheKey.of(flipped), 0, sum, ByteBuffer.wrap(bytes));
      assertThat(vector.intact()).isFalse();
    }
    assertThat(new WireVector(key, 0, sum, ByteBuffer.wrap(bytes)).intact()).isTrue();
  }

  /** The CRC32C of "123456789" is 0xE3069283 (RFC 3720 gives the polynomial). */
  @Test
  void checksum_isCastagnolis() {
    byte[] digits = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(digits);
    assertThat((int) crc.getValue()).isEqualTo(0xE3069283);
    byte[] all = Arrays.copyOf(new CacheKey(5, 6, 7, 8).bytes(), 32 + digits.length);
    System.arraycopy(digits, 0, all, 32, digits.length);
    crc.reset();
    crc.update(all);
    assertThat(VectorChecksum.of(new CacheKey(5, 6, 7, 8), digits)).isEqualTo((int) crc.getValue());
  }

  @Test
  void token_isInNoText() {
    assertThat(new Request.Hello("me", "open sesame").toString()).doesNotContain("open sesame");
  }
}

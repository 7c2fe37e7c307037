package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.PutOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers to bytes and back. Stateless.
 *
 * <p>A shard writes the answer to GET itself, vector by vector, straight from where the vectors
 * lie; {@link #HIT_HEADER_BYTES}, {@link #writeHitHeader} and {@link #MISS} are for it.
 */
public final class ReplyCodec {

  /** Bytes before a found vector's own: length, expiry, checksum. */
  public static final int HIT_HEADER_BYTES = 4 + 8 + 4;

  /** In place of a length: the key holds nothing. */
  public static final int MISS = -1;

  private static final int STORED = 1;
  private static final int KEPT = 2;

  private ReplyCodec() {}

  /** Writes what comes before a found vector's bytes. */
  public static void writeHitHeader(ByteBuffer target, int length, long expiresAt, int checksum) {
    target.putInt(length).putLong(expiresAt).putInt(checksum);
  }

  /** Bytes of an error's whole frame, with its message cut to what a frame can say. */
  public static ByteBuffer encodeFailure(int requestId, Reply.Failed failed) {
    byte[] message = failed.message().getBytes(StandardCharsets.UTF_8);
    int length = Math.min(message.length, 1024);
    while (length < message.length && length > 0 && (message[length] & 0xC0) == 0x80) {
      length--;
    }
    ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + 4 + length);
    FrameHeader.error(requestId, 4 + length).write(frame);
    frame.putShort((short) failed.reason().code()).putShort((short) length);
    return frame.put(message, 0, length).flip();
  }

  /** The whole frame of an answer to the given opcode, ready to be read. */
  public static ByteBuffer encode(Opcode opcode, int requestId, Reply reply, boolean more) {
    if (reply instanceof Reply.Failed failed) {
      return encodeFailure(requestId, failed);
    }
    int body = bodyBytes(reply);
    ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + body);
    FrameHeader header = FrameHeader.reply(opcode, requestId, body, more);
    if (namespaced(reply)) {
      header = header.withNamespace();
    }
    header.write(frame);
    switch (reply) {
      case Reply.Hello hello -> {
        WireLimits limits = hello.limits();
        frame.putInt(limits.maxFrame()).putShort((short) limits.maxCount());
        frame.putInt(limits.maxVector());
        Text.write(hello.shard(), frame);
      }
      case Reply.Get get -> writeHits(get, frame);
      case Reply.Put put -> {
        frame.putShort((short) put.outcomes().size());
        for (PutOutcome outcome : put.outcomes()) {
          frame.put((byte) (outcome == PutOutcome.STORED ? STORED : KEPT));
        }
      }
      case Reply.Delete delete -> frame.putInt(delete.deleted());
      case Reply.Erase erase -> frame.putInt(erase.erased());
      case Reply.Done done -> {}
      case Reply.Stats stats -> {
        frame.putShort((short) stats.values().size());
        stats
            .values()
            .forEach(
                (name, value) ->
                    frame
                        .put((byte) name.length())
                        .put(name.getBytes(StandardCharsets.US_ASCII))
                        .putLong(value));
      }
      case Reply.Ping ping -> frame.put(ping.payload().duplicate());
      case Reply.Export export -> {
        if (namespaced(export)) {
          frame.putLong(export.namespace());
        }
        RequestCodec.writeVectors(export.vectors(), frame);
      }
      case Reply.Failed failed -> throw new IllegalStateException("written above");
    }
    return frame.flip();
  }

  private static boolean namespaced(Reply reply) {
    return reply instanceof Reply.Export export && export.namespace() != 0;
  }

  private static void writeHits(Reply.Get get, ByteBuffer frame) {
    frame.putShort((short) get.hits().size());
    for (Reply.@Nullable Hit hit : get.hits()) {
      if (hit == null) {
        frame.putInt(MISS);
      } else {
        writeHitHeader(frame, hit.vector().remaining(), hit.expiresAt(), hit.checksum());
        frame.put(hit.vector().duplicate());
      }
    }
  }

  private static int bodyBytes(Reply reply) {
    return switch (reply) {
      case Reply.Hello hello -> 10 + Text.bytes(hello.shard());
      case Reply.Get get -> {
        int bytes = 2;
        for (Reply.@Nullable Hit hit : get.hits()) {
          bytes += hit == null ? 4 : HIT_HEADER_BYTES + hit.vector().remaining();
        }
        yield bytes;
      }
      case Reply.Put put -> 2 + put.outcomes().size();
      case Reply.Delete delete -> 4;
      case Reply.Erase erase -> 4;
      case Reply.Done done -> 0;
      case Reply.Stats stats ->
          2 + stats.values().keySet().stream().mapToInt(name -> 9 + name.length()).sum();
      case Reply.Ping ping -> ping.payload().remaining();
      case Reply.Export export ->
          (namespaced(export) ? FrameHeader.NAMESPACE_BYTES : 0)
              + RequestCodec.vectorsBytes(export.vectors());
      case Reply.Failed failed -> throw new IllegalStateException("an error has its own encoding");
    };
  }

  /**
   * Reads the body of an answer: what remains in the buffer, to its end.
   *
   * @throws ProtocolException when the body is not exactly what its opcode says
   */
  public static Reply decode(FrameHeader header, ByteBuffer body, WireLimits limits)
      throws ProtocolException {
    try {
      Reply reply = header.isError() ? readFailure(header, body) : read(header, body, limits);
      RequestCodec.end(body);
      return reply;
    } catch (java.nio.BufferUnderflowException e) {
      throw new ProtocolException("the frame ends inside a field");
    }
  }

  private static Reply read(FrameHeader header, ByteBuffer body, WireLimits limits)
      throws ProtocolException {
    return switch (header.replyOpcode()) {
      case HELLO -> readHello(body);
      case GET -> readHits(body, limits);
      case PUT, IMPORT -> readOutcomes(body, limits);
      case DELETE -> new Reply.Delete(body.getInt());
      case ERASE -> new Reply.Erase(body.getInt());
      case CLEAR, COMPACT -> new Reply.Done();
      case STATS -> readStats(body);
      case PING -> {
        ByteBuffer payload = body.slice();
        body.position(body.limit());
        yield new Reply.Ping(payload);
      }
      case EXPORT ->
          new Reply.Export(
              header.namespaced() ? RequestCodec.readNamespace(body) : 0,
              RequestCodec.readVectors(body, limits, 0));
    };
  }

  private static Reply readFailure(FrameHeader header, ByteBuffer body) throws ProtocolException {
    if (header.namespaced()) {
      throw new ProtocolException("an error has no namespace");
    }
    CacheException.Reason reason = CacheException.Reason.of(body.getShort() & 0xFFFF);
    return new Reply.Failed(reason, Text.read(body, "message"));
  }

  private static Reply readHello(ByteBuffer body) throws ProtocolException {
    int maxFrame = body.getInt();
    int maxCount = body.getShort() & 0xFFFF;
    int maxVector = body.getInt();
    try {
      return new Reply.Hello(
          new WireLimits(maxFrame, maxCount, maxVector), Text.read(body, "shard's name"));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the shard's limits: " + e.getMessage());
    }
  }

  private static Reply readHits(ByteBuffer body, WireLimits limits) throws ProtocolException {
    int count = RequestCodec.readCount(body, limits, 1);
    List<Reply.@Nullable Hit> hits = new ArrayList<>(Math.min(count, body.remaining() / 4));
    for (int i = 0; i < count; i++) {
      int length = body.getInt();
      if (length == MISS) {
        hits.add(null);
        continue;
      }
      long expiresAt = body.getLong();
      int checksum = body.getInt();
      if (length < 1 || length > body.remaining()) {
        throw new ProtocolException("a vector of " + length + " bytes in a frame that has fewer");
      }
      hits.add(new Reply.Hit(expiresAt, checksum, body.slice(body.position(), length)));
      body.position(body.position() + length);
    }
    return new Reply.Get(hits);
  }

  private static Reply readOutcomes(ByteBuffer body, WireLimits limits) throws ProtocolException {
    int count = RequestCodec.readCount(body, limits, 1);
    List<PutOutcome> outcomes = new ArrayList<>(Math.min(count, body.remaining()));
    for (int i = 0; i < count; i++) {
      int outcome = body.get();
      if (outcome != STORED && outcome != KEPT) {
        throw new ProtocolException("an outcome of " + outcome + ": 1 and 2 are known");
      }
      outcomes.add(outcome == STORED ? PutOutcome.STORED : PutOutcome.KEPT);
    }
    return new Reply.Put(outcomes);
  }

  private static Reply readStats(ByteBuffer body) {
    int count = body.getShort() & 0xFFFF;
    Map<String, Long> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[body.get() & 0xFF];
      body.get(name);
      values.put(new String(name, StandardCharsets.US_ASCII), body.getLong());
    }
    return new Reply.Stats(values);
  }
}

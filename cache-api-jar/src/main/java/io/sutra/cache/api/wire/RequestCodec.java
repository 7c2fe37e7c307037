package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Requests to bytes and back. Stateless. */
public final class RequestCodec {

  private RequestCodec() {}

  /** Bytes of the whole frame. */
  public static int frameBytes(Request request) {
    return FrameHeader.BYTES + bodyBytes(request);
  }

  private static int bodyBytes(Request request) {
    int bytes = withoutNamespace(request);
    return namespaced(request) ? FrameHeader.NAMESPACE_BYTES + bytes : bytes;
  }

  /** Whether a namespace is written: namespace 0 of keys is what a frame without one means. */
  private static boolean namespaced(Request request) {
    return switch (request) {
      case Request.Keyed keyed -> keyed.namespace() != 0;
      case Request.Scoped scoped -> scoped.scope() instanceof Scope.Namespace;
      case Request.Hello hello -> false;
      case Request.Ping ping -> false;
      case Request.Compact compact -> false;
    };
  }

  private static int withoutNamespace(Request request) {
    return switch (request) {
      case Request.Hello hello -> Text.bytes(hello.client()) + Text.bytes(hello.token());
      case Request.Get get -> 2 + CacheKey.BYTES * get.keys().size();
      case Request.Put put -> vectorsBytes(put.vectors());
      case Request.Delete delete -> 2 + CacheKey.BYTES * delete.keys().size();
      case Request.Erase erase -> 2 + CacheKey.BYTES * erase.keys().size();
      case Request.EraseAll erase -> 2;
      case Request.Ping ping -> ping.payload().remaining();
      case Request.Import imported -> vectorsBytes(imported.vectors());
      case Request.Clear clear -> 0;
      case Request.Stats stats -> 0;
      case Request.Export export -> 0;
      case Request.Compact compact -> 0;
    };
  }

  static int vectorsBytes(List<WireVector> vectors) {
    int bytes = 2;
    for (WireVector vector : vectors) {
      bytes += vector.bytes();
    }
    return bytes;
  }

  /**
   * Writes the whole frame at the buffer's position and moves past it.
   *
   * @throws java.nio.BufferOverflowException when {@link #frameBytes} do not fit
   */
  public static void encode(Request request, int requestId, ByteBuffer target) {
    FrameHeader header = FrameHeader.request(request.opcode(), requestId, bodyBytes(request));
    if (namespaced(request)) {
      header.withNamespace().write(target);
      target.putLong(namespace(request));
    } else {
      header.write(target);
    }
    switch (request) {
      case Request.Hello hello -> {
        Text.write(hello.client(), target);
        Text.write(hello.token(), target);
      }
      case Request.Get get -> writeKeys(get.keys(), target);
      case Request.Put put -> writeVectors(put.vectors(), target);
      case Request.Delete delete -> writeKeys(delete.keys(), target);
      case Request.Erase erase -> writeKeys(erase.keys(), target);
      case Request.EraseAll erase -> writeKeys(List.of(), target);
      case Request.Ping ping -> target.put(ping.payload().duplicate());
      case Request.Import imported -> writeVectors(imported.vectors(), target);
      case Request.Clear clear -> {}
      case Request.Stats stats -> {}
      case Request.Export export -> {}
      case Request.Compact compact -> {}
    }
  }

  private static long namespace(Request request) {
    if (request instanceof Request.Scoped scoped
        && scoped.scope() instanceof Scope.Namespace(long id)) {
      return id;
    }
    return ((Request.Keyed) request).namespace();
  }

  private static void writeKeys(List<CacheKey> keys, ByteBuffer target) {
    target.putShort((short) keys.size());
    for (CacheKey key : keys) {
      key.write(target);
    }
  }

  static void writeVectors(List<WireVector> vectors, ByteBuffer target) {
    target.putShort((short) vectors.size());
    for (WireVector vector : vectors) {
      vector.write(target);
    }
  }

  /**
   * Reads the body of a request: what remains in the buffer, to its end.
   *
   * @throws ProtocolException when the header is no request's, or the body is not exactly what its
   *     opcode says
   */
  public static Request decode(FrameHeader header, ByteBuffer body, WireLimits limits)
      throws ProtocolException {
    Opcode opcode = header.requestOpcode();
    boolean namespaced = header.namespaced();
    long namespace = namespaced ? readNamespace(body) : 0;
    Request request =
        switch (opcode) {
          case HELLO -> new Request.Hello(Text.read(body, "name"), Text.read(body, "token"));
          case GET -> new Request.Get(namespace, readKeys(body, limits, 1));
          case PUT -> new Request.Put(namespace, readVectors(body, limits, 1));
          case DELETE -> new Request.Delete(namespace, readKeys(body, limits, 1));
          case CLEAR -> new Request.Clear(scope(namespaced, namespace));
          case STATS -> new Request.Stats(scope(namespaced, namespace));
          case PING -> readPing(body);
          case EXPORT -> new Request.Export(scope(namespaced, namespace));
          case IMPORT -> new Request.Import(namespace, readVectors(body, limits, 1));
          case COMPACT -> new Request.Compact();
          case ERASE -> {
            List<CacheKey> keys = readKeys(body, limits, 0);
            yield keys.isEmpty()
                ? new Request.EraseAll(scope(namespaced, namespace))
                : new Request.Erase(namespace, keys);
          }
        };
    end(body);
    return request;
  }

  private static Scope scope(boolean namespaced, long namespace) {
    return namespaced ? Scope.of(namespace) : Scope.all();
  }

  static long readNamespace(ByteBuffer body) throws ProtocolException {
    if (body.remaining() < FrameHeader.NAMESPACE_BYTES) {
      throw new ProtocolException("the frame ends before its namespace");
    }
    return body.getLong();
  }

  static void end(ByteBuffer body) throws ProtocolException {
    if (body.hasRemaining()) {
      throw new ProtocolException(body.remaining() + " bytes too many at the end of the frame");
    }
  }

  private static Request readPing(ByteBuffer body) throws ProtocolException {
    if (body.remaining() > Request.Ping.MAX_PAYLOAD) {
      throw new ProtocolException("a ping carries at most 64 bytes, not " + body.remaining());
    }
    ByteBuffer payload = body.slice();
    body.position(body.limit());
    return new Request.Ping(payload);
  }

  private static List<CacheKey> readKeys(ByteBuffer body, WireLimits limits, int least)
      throws ProtocolException {
    int count = readCount(body, limits, least);
    if (body.remaining() < count * CacheKey.BYTES) {
      throw new ProtocolException(
          count + " keys take " + count * CacheKey.BYTES + " bytes; " + body.remaining() + " came");
    }
    List<CacheKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(CacheKey.read(body));
    }
    return keys;
  }

  static List<WireVector> readVectors(ByteBuffer body, WireLimits limits, int least)
      throws ProtocolException {
    int count = readCount(body, limits, least);
    if (body.remaining() < count * (WireVector.HEADER_BYTES + 1)) {
      throw new ProtocolException("the frame is too short for " + count + " vectors");
    }
    List<WireVector> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      vectors.add(WireVector.read(body, limits));
    }
    return vectors;
  }

  static int readCount(ByteBuffer body, WireLimits limits, int least) throws ProtocolException {
    if (body.remaining() < 2) {
      throw new ProtocolException("the frame ends before its count");
    }
    int count = body.getShort() & 0xFFFF;
    if (count < least || count > limits.maxCount()) {
      throw new ProtocolException(
          "a count of " + count + ": " + least + " to " + limits.maxCount() + " are allowed");
    }
    return count;
  }
}

package io.sutra.cache.client;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CacheConnection} over a socket, one request at a time.
 *
 * <p>A call may name as many keys or vectors as it likes: it is sent in frames that the shard
 * takes, one after the other, each acknowledged for itself. When a later one fails, the call fails,
 * and what came before it has happened. The request timeout is for the whole call.
 *
 * <p>After a failure that ends the conversation ({@link Reason#endsConnection}) the socket is
 * closed at once, so that an answer that comes too late is nobody's.
 */
public final class SocketCacheConnection implements CacheConnection {

  private final FrameSocket socket;
  private final Duration timeout;
  private final String peer;
  private WireLimits limits = WireLimits.DEFAULT;
  private int nextId;
  private volatile boolean open = true;

  private SocketCacheConnection(FrameSocket socket, Duration timeout, String peer) {
    this.socket = socket;
    this.timeout = timeout;
    this.peer = peer;
  }

  /**
   * Connects without TLS and says hello.
   *
   * @param token the secret; empty when there is none
   * @param timeout for connecting and for each answer
   * @throws CacheException when nobody answers, or the token is refused
   */
  public static SocketCacheConnection connect(
      InetSocketAddress address, String client, String token, Duration timeout)
      throws CacheException {
    try {
      FrameSocket socket = new FrameSocket(address, timeout);
      return greet(new SocketCacheConnection(socket, timeout, address.toString()), client, token);
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "no shard at " + address + ": " + e, e);
    }
  }

  /**
   * Connects and says hello.
   *
   * @throws CacheException of reason {@code CONNECTION} when nobody answers in time or the shard's
   *     certificate is refused, {@code UNAUTHENTICATED} when the shard refuses the token
   */
  public static SocketCacheConnection connect(ClientSettings settings) throws CacheException {
    try {
      InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
      FrameSocket socket =
          new FrameSocket(
              address, settings.connectTimeout(), settings.requestTimeout(), settings.tls());
      SocketCacheConnection connection =
          new SocketCacheConnection(socket, settings.requestTimeout(), settings.toString());
      return greet(connection, settings.client(), settings.token());
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "no shard at " + settings + ": " + e, e);
    }
  }

  /** Within what is left of the time for connecting. */
  private static SocketCacheConnection greet(
      SocketCacheConnection connection, String client, String token) throws CacheException {
    boolean greeted = false;
    try {
      Request hello = new Request.Hello(client, token);
      connection.limits = connection.exchange(hello, Reply.Hello.class).limits();
      greeted = true;
      return connection;
    } finally {
      if (!greeted) {
        connection.close();
      }
    }
  }

  /** Whether it can still be used: nobody closed it and no failure ended it. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Whether the shard has ended the connection, which is noticed without asking it. Takes a
   * millisecond.
   */
  public boolean endedByShard() {
    if (open && socket.endedByPeer()) {
      close();
    }
    return !open;
  }

  private void begin() throws CacheException {
    if (!open) {
      throw new CacheException(
          Reason.CONNECTION, "the connection to " + peer + " is closed: open another one");
    }
    socket.allow(timeout);
  }

  private <R extends Reply> R ask(Request request, Class<R> type) throws CacheException {
    begin();
    return exchange(request, type);
  }

  /** Sends and receives in the time that was allowed; whatever leaves frames unread closes. */
  private <R extends Reply> R exchange(Request request, Class<R> type) throws CacheException {
    int id = nextId++;
    return guarded(
        () -> {
          socket.send(request, id);
          return type.cast(receive(id, type).reply());
        });
  }

  private interface Exchange<R> {
    R run() throws CacheException, IOException;
  }

  private <R> R guarded(Exchange<R> exchange) throws CacheException {
    boolean inStep = false;
    try {
      R result = exchange.run();
      inStep = true;
      return result;
    } catch (SocketTimeoutException e) {
      throw new CacheException(Reason.CONNECTION, "no answer from " + peer + " in time", e);
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "the connection to " + peer + " broke: " + e, e);
    } catch (CacheException e) {
      inStep = !e.reason().endsConnection();
      throw e;
    } finally {
      if (!inStep) {
        close();
      }
    }
  }

  private record Answer(FrameHeader header, Reply reply) {}

  private Answer receive(int id, Class<? extends Reply> type) throws CacheException, IOException {
    try {
      FrameSocket.Frame frame = socket.receiveInTime();
      Reply reply = ReplyCodec.decode(frame.header(), frame.body(), limits);
      if (reply instanceof Reply.Failed failed) {
        throw new CacheException(failed.reason(), failed.message());
      }
      if (frame.header().requestId() != id || !type.isInstance(reply)) {
        throw new ProtocolException("an answer to another request came");
      }
      return new Answer(frame.header(), reply);
    } catch (ProtocolException e) {
      throw new CacheException(Reason.PROTOCOL, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<@Nullable CachedVector> get(List<CacheKey> keys) throws CacheException {
    begin();
    List<@Nullable CachedVector> found = new ArrayList<>(keys.size());
    int most = Math.min(limits.maxCount(), socket.unblockedBytes() / CacheKey.BYTES - 1);
    for (int from = 0; from < keys.size(); from += most) {
      get(keys.subList(from, Math.min(keys.size(), from + most)), found);
    }
    return found;
  }

  /** Asks for half at a time when the answer would be longer than a frame may be. */
  private void get(List<CacheKey> keys, List<@Nullable CachedVector> found) throws CacheException {
    Reply.Get reply;
    try {
      reply = exchange(new Request.Get(keys), Reply.Get.class);
    } catch (CacheException e) {
      if (e.reason() != Reason.LIMIT || keys.size() == 1) {
        throw e;
      }
      int half = keys.size() / 2;
      get(keys.subList(0, half), found);
      get(keys.subList(half, keys.size()), found);
      return;
    }
    guarded(
        () -> {
          if (reply.hits().size() != keys.size()) {
            throw new CacheException(Reason.PROTOCOL, "the answer is not as long as the question");
          }
          for (int i = 0; i < keys.size(); i++) {
            Reply.Hit hit = reply.hits().get(i);
            found.add(hit == null ? null : vector(keys.get(i), hit));
          }
          return found;
        });
  }

  private static CachedVector vector(CacheKey key, Reply.Hit hit) throws CacheException {
    if (!new WireVector(key, 0, hit.checksum(), hit.vector()).intact()) {
      throw new CacheException(Reason.CHECKSUM, "the vector of " + key + " is damaged");
    }
    byte[] bytes = new byte[hit.vector().remaining()];
    hit.vector().get(bytes);
    return new CachedVector(bytes, Instant.ofEpochMilli(hit.expiresAt()));
  }

  @Override
  public List<PutOutcome> put(List<NewVector> vectors) throws CacheException {
    List<WireVector> wire = new ArrayList<>(vectors.size());
    for (NewVector vector : vectors) {
      wire.add(WireVector.of(vector.key(), vector.timeToLive().toMillis(), vector.bytes()));
    }
    return putAll(wire, Request.Put::new);
  }

  /**
   * Puts vectors with their absolute expiry, as an export gives them.
   *
   * @throws CacheException when not all of them were acknowledged
   */
  public List<PutOutcome> importAll(List<WireVector> vectors) throws CacheException {
    return putAll(vectors, Request.Import::new);
  }

  private interface PutRequest {
    Request of(List<WireVector> vectors);
  }

  private List<PutOutcome> putAll(List<WireVector> vectors, PutRequest request)
      throws CacheException {
    for (WireVector vector : vectors) {
      if (vector.vector().remaining() > limits.maxVector()) {
        throw new CacheException(
            Reason.LIMIT,
            "a vector of %d bytes: the shard takes 1 to %d; nothing was put"
                .formatted(vector.vector().remaining(), limits.maxVector()));
      }
    }
    begin();
    List<PutOutcome> outcomes = new ArrayList<>(vectors.size());
    while (outcomes.size() < vectors.size()) {
      List<WireVector> rest = vectors.subList(outcomes.size(), vectors.size());
      List<WireVector> frame = rest.subList(0, fitting(rest, request));
      List<PutOutcome> answer = exchange(request.of(frame), Reply.Put.class).outcomes();
      guarded(
          () -> {
            if (answer.size() != frame.size()) {
              throw new CacheException(Reason.PROTOCOL, "the answer is not as long as the put");
            }
            return outcomes.addAll(answer);
          });
    }
    return outcomes;
  }

  /** How many vectors, from the first and at least one, fit into a frame. */
  private int fitting(List<WireVector> vectors, PutRequest request) {
    int most = Math.min(limits.maxFrame(), socket.unblockedBytes());
    int bytes = RequestCodec.frameBytes(request.of(List.of()));
    int count = 0;
    for (WireVector vector : vectors.subList(0, Math.min(vectors.size(), limits.maxCount()))) {
      bytes += vector.bytes();
      if (bytes > most && count > 0) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * Streams every entry, some at a time; the request timeout is for each frame.
   *
   * @param sink gets each frame's vectors, which are valid during the call
   * @throws CacheException when the shard refuses or the connection fails
   */
  public void export(Consumer<List<WireVector>> sink) throws CacheException {
    begin();
    int id = nextId++;
    guarded(
        () -> {
          socket.send(new Request.Export(), id);
          Answer answer;
          do {
            socket.allow(timeout);
            answer = receive(id, Reply.Export.class);
            sink.accept(((Reply.Export) answer.reply()).vectors());
          } while (answer.header().more());
          return answer;
        });
  }

  /**
   * Compacts the shard's log.
   *
   * @throws CacheException when it could not be
   */
  public void compact() throws CacheException {
    ask(new Request.Compact(), Reply.Done.class);
  }

  @Override
  public int delete(List<CacheKey> keys) throws CacheException {
    begin();
    int deleted = 0;
    int most = Math.min(limits.maxCount(), socket.unblockedBytes() / CacheKey.BYTES - 1);
    for (int from = 0; from < keys.size(); from += most) {
      List<CacheKey> some = keys.subList(from, Math.min(keys.size(), from + most));
      deleted += exchange(new Request.Delete(some), Reply.Delete.class).deleted();
    }
    return deleted;
  }

  @Override
  public void clear() throws CacheException {
    ask(new Request.Clear(), Reply.Done.class);
  }

  @Override
  public CacheStatistics statistics() throws CacheException {
    return new CacheStatistics(ask(new Request.Stats(), Reply.Stats.class).values());
  }

  @Override
  public Duration ping() throws CacheException {
    long began = System.nanoTime();
    ask(new Request.Ping(ByteBuffer.allocate(8)), Reply.Ping.class);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() {
    open = false;
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(SocketCacheConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }
}

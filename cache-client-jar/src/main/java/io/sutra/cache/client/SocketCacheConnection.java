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
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link CacheConnection} over a plain socket, one request at a time. */
public final class SocketCacheConnection implements CacheConnection {

  private final FrameSocket socket;
  private WireLimits limits = WireLimits.DEFAULT;
  private int nextId;

  private SocketCacheConnection(FrameSocket socket) {
    this.socket = socket;
  }

  /**
   * Connects and says hello.
   *
   * @param token the secret; empty when there is none
   * @param timeout for connecting and for each answer
   * @throws CacheException when nobody answers, or the token is refused
   */
  public static SocketCacheConnection connect(
      InetSocketAddress address, String client, String token, Duration timeout)
      throws CacheException {
    SocketCacheConnection connection;
    try {
      connection = new SocketCacheConnection(new FrameSocket(address, timeout));
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "no shard at " + address + ": " + e, e);
    }
    try {
      Reply.Hello hello = connection.ask(new Request.Hello(client, token), Reply.Hello.class);
      connection.limits = hello.limits();
      return connection;
    } catch (CacheException e) {
      connection.close();
      throw e;
    }
  }

  private <R extends Reply> R ask(Request request, Class<R> type) throws CacheException {
    int id = nextId++;
    try {
      socket.send(request, id);
      return type.cast(receive(id, type).reply());
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "the connection failed: " + e, e);
    }
  }

  private record Answer(FrameHeader header, Reply reply) {}

  private Answer receive(int id, Class<? extends Reply> type) throws CacheException, IOException {
    try {
      FrameSocket.Frame frame = socket.receive();
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
    Reply.Get reply = ask(new Request.Get(keys), Reply.Get.class);
    if (reply.hits().size() != keys.size()) {
      throw new CacheException(Reason.PROTOCOL, "the answer is not as long as the question");
    }
    List<@Nullable CachedVector> vectors = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Reply.Hit hit = reply.hits().get(i);
      vectors.add(hit == null ? null : vector(keys.get(i), hit));
    }
    return vectors;
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
    return ask(new Request.Put(wire), Reply.Put.class).outcomes();
  }

  /**
   * Puts vectors with their absolute expiry, as an export gives them.
   *
   * @throws CacheException when none of them was acknowledged
   */
  public List<PutOutcome> importAll(List<WireVector> vectors) throws CacheException {
    return ask(new Request.Import(vectors), Reply.Put.class).outcomes();
  }

  /**
   * Streams every entry, some at a time.
   *
   * @param sink gets each frame's vectors, which are valid during the call
   * @throws CacheException when the shard refuses or the connection fails
   */
  public void export(Consumer<List<WireVector>> sink) throws CacheException {
    int id = nextId++;
    try {
      socket.send(new Request.Export(), id);
      Answer answer;
      do {
        answer = receive(id, Reply.Export.class);
        sink.accept(((Reply.Export) answer.reply()).vectors());
      } while (answer.header().more());
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "the connection failed: " + e, e);
    }
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
    return ask(new Request.Delete(keys), Reply.Delete.class).deleted();
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
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(SocketCacheConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }
}

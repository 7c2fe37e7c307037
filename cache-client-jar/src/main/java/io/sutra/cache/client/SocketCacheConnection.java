package io.sutra.cache.client;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.Scope;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.WireVector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CacheConnection} over a socket, one call at a time.
 *
 * <p>A call may name as many keys or vectors as it likes: it is sent in frames that the shard takes
 * and whose answers it may give. Frames of keys are sent together, frames of vectors one after the
 * other; each is acknowledged for itself. When one fails, the call fails, and the others may have
 * happened. The request timeout is for the whole call.
 *
 * <p>After a failure that ends the conversation ({@link Reason#endsConnection}) the socket is
 * closed at once, so that an answer that comes too late is nobody's.
 */
public final class SocketCacheConnection implements CacheConnection {

  private final Conversation conversation;
  private final Scope scope;
  private final long namespace;
  private final boolean view;

  /** The whole connection. */
  private SocketCacheConnection(Conversation conversation) {
    this.conversation = conversation;
    this.scope = Scope.all();
    this.namespace = 0;
    this.view = false;
  }

  /** A view of one namespace. */
  private SocketCacheConnection(Conversation conversation, long namespace) {
    this.conversation = conversation;
    this.scope = Scope.of(namespace);
    this.namespace = namespace;
    this.view = true;
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
      Conversation conversation =
          new Conversation(new FrameSocket(address, timeout), timeout, address.toString());
      conversation.greet(client, token);
      return new SocketCacheConnection(conversation);
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
      Conversation conversation =
          new Conversation(socket, settings.requestTimeout(), settings.toString());
      conversation.greet(settings.client(), settings.token());
      return new SocketCacheConnection(conversation);
    } catch (IOException e) {
      throw new CacheException(Reason.CONNECTION, "no shard at " + settings + ": " + e, e);
    }
  }

  /** Whether it can still be used: nobody closed it and no failure ended it. */
  public boolean isOpen() {
    return conversation.isOpen();
  }

  /**
   * Whether the shard has ended the connection, which is noticed without asking it. Takes a
   * millisecond.
   */
  public boolean endedByShard() {
    return conversation.endedByShard();
  }

  @Override
  public SocketCacheConnection namespace(long id) {
    return new SocketCacheConnection(conversation, id);
  }

  private <R extends Reply> R ask(Request request, Class<R> type) throws CacheException {
    conversation.begin();
    return conversation.exchange(request, type);
  }

  @Override
  public List<@Nullable CachedVector> get(List<CacheKey> keys) throws CacheException {
    conversation.begin();
    return KeyRequests.get(conversation, namespace, keys);
  }

  @Override
  public List<PutOutcome> put(List<NewVector> vectors) throws CacheException {
    List<WireVector> wire = new ArrayList<>(vectors.size());
    for (NewVector vector : vectors) {
      wire.add(WireVector.of(vector.key(), vector.timeToLive().toMillis(), vector.bytes()));
    }
    return VectorRequests.put(conversation, wire, some -> new Request.Put(namespace, some));
  }

  /**
   * Puts vectors with their absolute expiry, as an export gives them.
   *
   * @throws CacheException when not all of them were acknowledged
   */
  public List<PutOutcome> importAll(List<WireVector> vectors) throws CacheException {
    return VectorRequests.put(conversation, vectors, some -> new Request.Import(namespace, some));
  }

  /**
   * Streams every entry of this connection's namespace, or of all namespaces, some at a time; the
   * request timeout is for each frame. To copy a shard: {@code from.export((namespace, vectors) ->
   * to.namespace(namespace).importAll(vectors))}.
   *
   * @param sink gets each frame's vectors; what it throws ends the export, and closes the
   *     connection unless it was the last frame
   * @throws CacheException when the shard refuses, the connection fails or the sink does
   */
  public void export(ExportSink sink) throws CacheException {
    conversation.begin();
    conversation.export(new Request.Export(scope), sink);
  }

  /**
   * Compacts the shard's log, of all namespaces.
   *
   * @throws CacheException when it could not be
   */
  public void compact() throws CacheException {
    ask(new Request.Compact(), Reply.Done.class);
  }

  @Override
  public int delete(List<CacheKey> keys) throws CacheException {
    conversation.begin();
    return KeyRequests.delete(conversation, namespace, keys);
  }

  @Override
  public void clear() throws CacheException {
    ask(new Request.Clear(scope), Reply.Done.class);
  }

  @Override
  public int erase(List<CacheKey> keys, Duration timeout) throws CacheException {
    ClientSettings.checkTime(timeout);
    conversation.begin(timeout);
    return KeyRequests.erase(conversation, namespace, keys);
  }

  @Override
  public int eraseAll(Duration timeout) throws CacheException {
    ClientSettings.checkTime(timeout);
    conversation.begin(timeout);
    return conversation.exchange(new Request.EraseAll(scope), Reply.Erase.class).erased();
  }

  @Override
  public CacheStatistics statistics() throws CacheException {
    return new CacheStatistics(ask(new Request.Stats(scope), Reply.Stats.class).values());
  }

  @Override
  public Duration ping() throws CacheException {
    long began = System.nanoTime();
    ask(new Request.Ping(ByteBuffer.allocate(8)), Reply.Ping.class);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Ends the conversation; of a view, nothing. */
  @Override
  public void close() {
    if (!view) {
      conversation.close();
    }
  }
}

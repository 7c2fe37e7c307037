package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * One socket in the server's pool, and the handles that applications have to it.
 *
 * <p>Thread-safe: requests of several handles follow one another. Listeners are called outside of
 * the lock, because a server answers an event with calls of its own. Once the socket has failed the
 * listeners get {@code CONNECTION_ERROR_OCCURRED}, once, and nothing after it: a handle that is
 * closed later closes silently.
 */
final class CacheManagedConnection implements ManagedConnection {

  /** A connection that was used this recently is handed out without a look at its socket. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** A request over the socket. */
  interface Call<R> {
    R on(CacheConnection connection) throws CacheException;
  }

  private final CacheManagedConnectionFactory factory;
  private final SocketCacheConnection socket;
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private final Set<CacheConnectionHandle> handles = ConcurrentHashMap.newKeySet();
  private final ReentrantLock conversation = new ReentrantLock();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final LongSupplier nanoTime;
  private volatile long lastAnswer;
  private volatile @Nullable PrintWriter logWriter;

  CacheManagedConnection(
      CacheManagedConnectionFactory factory,
      SocketCacheConnection socket,
      LongSupplier nanoTime,
      @Nullable PrintWriter logWriter) {
    this.factory = factory;
    this.socket = socket;
    this.nanoTime = nanoTime;
    this.logWriter = logWriter;
    this.lastAnswer = nanoTime.getAsLong();
  }

  CacheManagedConnectionFactory factory() {
    return factory;
  }

  /**
   * Asks the shard on behalf of a handle.
   *
   * @throws CacheException as the shard or the socket says; if the socket is over, the pool knows
   */
  <R> R call(CacheConnectionHandle handle, Call<R> call) throws CacheException {
    try {
      return converse(call);
    } catch (CacheException e) {
      if (!socket.isOpen()) {
        reportError(handle, e);
      }
      throw e;
    }
  }

  private <R> R converse(Call<R> call) throws CacheException {
    conversation.lock();
    try {
      R result = call.on(socket);
      lastAnswer = nanoTime.getAsLong();
      return result;
    } finally {
      conversation.unlock();
    }
  }

  /** A handle was closed by its application. */
  void closed(CacheConnectionHandle handle) {
    if (!handles.remove(handle)) {
      return;
    }
    if (!socket.isOpen()) {
      reportError(handle, new CacheException(CacheException.Reason.CONNECTION, "it broke"));
    } else if (!ended.get()) {
      ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
      event.setConnectionHandle(handle);
      tell(ConnectionEventListener::connectionClosed, event);
    }
  }

  private void reportError(@Nullable CacheConnectionHandle handle, CacheException cause) {
    if (ended.compareAndSet(false, true)) {
      ConnectionEvent event =
          new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, cause);
      if (handle != null) {
        event.setConnectionHandle(handle);
      }
      tell(ConnectionEventListener::connectionErrorOccurred, event);
    }
  }

  private void tell(
      BiConsumer<ConnectionEventListener, ConnectionEvent> what, ConnectionEvent event) {
    for (ConnectionEventListener listener : listeners) {
      what.accept(listener, event);
    }
  }

  /**
   * Whether a caller may have it: one that has waited for a while is looked at, and if the shard
   * has ended it in the meantime, the pool is told.
   */
  boolean fitForUse() {
    if (ended.get() || !socket.isOpen()) {
      return false;
    }
    if (nanoTime.getAsLong() - lastAnswer < FRESH.toNanos() || !conversation.tryLock()) {
      return true;
    }
    boolean over;
    try {
      over = socket.endedByShard();
    } finally {
      conversation.unlock();
    }
    if (over) {
      reportError(
          null,
          new CacheException(
              CacheException.Reason.CONNECTION, "the shard ended the connection while it waited"));
    }
    return !over;
  }

  /** Whether the shard answers a ping; if not, the pool is expected to drop it without an event. */
  boolean answers() {
    conversation.lock();
    try {
      if (!ended.get()) {
        socket.ping();
        lastAnswer = nanoTime.getAsLong();
      }
    } catch (CacheException e) {
      ended.set(true);
      socket.close();
    } finally {
      conversation.unlock();
    }
    return !ended.get();
  }

  @Override
  public Object getConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
      throws ResourceException {
    if (ended.get()) {
      throw new CommException("the connection to " + factory + " has ended");
    }
    CacheConnectionHandle handle = new CacheConnectionHandle(this);
    handles.add(handle);
    return handle;
  }

  @Override
  public void associateConnection(Object connection) throws ResourceException {
    if (!(connection instanceof CacheConnectionHandle handle)) {
      throw new ResourceAdapterInternalException(
          "only a handle of this adapter can be associated, not a "
              + connection.getClass().getName());
    }
    CacheManagedConnection before = handle.moveTo(this);
    if (before != null) {
      before.handles.remove(handle);
    }
    handles.add(handle);
  }

  /** Takes the handles off, so that whoever still holds one cannot reach the next user's socket. */
  @Override
  public void cleanup() {
    for (CacheConnectionHandle handle : handles) {
      handle.detach();
    }
    handles.clear();
  }

  @Override
  public void destroy() {
    ended.set(true);
    cleanup();
    socket.close();
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public XAResource getXAResource() throws ResourceException {
    throw new NotSupportedException("the cache has no transactions");
  }

  @Override
  public LocalTransaction getLocalTransaction() throws ResourceException {
    throw new NotSupportedException("the cache has no transactions");
  }

  @Override
  public ManagedConnectionMetaData getMetaData() {
    return new CacheConnectionMetaData();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    logWriter = writer;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public String toString() {
    return "connection to " + factory;
  }
}

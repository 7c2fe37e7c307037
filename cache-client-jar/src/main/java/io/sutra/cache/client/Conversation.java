package io.sutra.cache.client;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.wire.ProtocolException;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Requests and their answers over one socket, within the limits that the shard named. A failure
 * that leaves an answer unread, or an answer that is not to be trusted, closes the socket.
 *
 * <p>For one thread at a time, {@link #isOpen} excepted.
 */
final class Conversation {

  private final FrameSocket socket;
  private final Duration timeout;
  private final String peer;
  private WireLimits limits = WireLimits.DEFAULT;
  private int nextId;
  private volatile boolean open = true;

  /**
   * Takes the socket over.
   *
   * @param timeout for each call that names none
   * @param peer the shard's address, for messages
   */
  Conversation(FrameSocket socket, Duration timeout, String peer) {
    this.socket = socket;
    this.timeout = timeout;
    this.peer = peer;
  }

  /** Says hello in what is left of the time for connecting, and closes the socket if that fails. */
  void greet(String client, String token) throws CacheException {
    boolean greeted = false;
    try {
      limits = exchange(new Request.Hello(client, token), Reply.Hello.class).limits();
      greeted = true;
    } finally {
      if (!greeted) {
        close();
      }
    }
  }

  boolean isOpen() {
    return open;
  }

  boolean endedByShard() {
    if (open && socket.endedByPeer()) {
      close();
    }
    return !open;
  }

  WireLimits limits() {
    return limits;
  }

  /** The most bytes of a frame that the shard takes and that a write does not wait for. */
  int mostFrameBytes() {
    return Math.min(limits.maxFrame(), socket.unblockedBytes());
  }

  /** Begins a call, with the time that a call has. */
  void begin() throws CacheException {
    begin(timeout);
  }

  /** Begins a call that has a time of its own. */
  void begin(Duration time) throws CacheException {
    if (!open) {
      throw new CacheException(
          Reason.CONNECTION, "the connection to " + peer + " is closed: open another one");
    }
    socket.allow(time);
  }

  /** Sends a request and waits for its answer, in the time of the call. */
  <R extends Reply> R exchange(Request request, Class<R> type) throws CacheException {
    return guarded(
        () -> {
          int id = nextId++;
          socket.send(request, id);
          Answer answer = receive(type);
          if (answer.id() != id) {
            throw notAsked();
          }
          return type.cast(orThrow(answer.reply()));
        });
  }

  /** Takes an answer to one of several requests. */
  interface AnswerSink<R> {
    void accept(int index, R reply) throws CacheException;
  }

  /**
   * A request that the shard did not serve.
   *
   * @param index of the request
   * @param failed why; the conversation goes on
   */
  record Refusal(int index, Reply.Failed failed) {}

  /**
   * Sends requests, many in one write, and waits for their answers, in the time of the call. More
   * is sent only when all answers are there, so that a write never waits for a shard that waits for
   * this side to read.
   *
   * @param sink gets each answer as it comes, in any order
   * @return the requests that were refused, in the order of their answers
   */
  <R extends Reply> List<Refusal> exchangeAll(
      List<? extends Request> requests, Class<R> type, AnswerSink<R> sink) throws CacheException {
    List<Refusal> refused = new ArrayList<>();
    int from = 0;
    while (from < requests.size()) {
      int to = from + fitting(requests.subList(from, requests.size()));
      List<? extends Request> some = requests.subList(from, to);
      int base = from;
      guarded(
          () -> {
            int firstId = nextId;
            send(some);
            BitSet answered = new BitSet(some.size());
            while (answered.cardinality() < some.size()) {
              Answer answer = receive(type);
              int index = answer.id() - firstId;
              if (index < 0 || index >= some.size() || answered.get(index)) {
                throw notAsked();
              }
              answered.set(index);
              if (answer.reply() instanceof Reply.Failed failed) {
                refused.add(new Refusal(base + index, failed));
              } else {
                sink.accept(base + index, type.cast(answer.reply()));
              }
            }
            return refused;
          });
      from = to;
    }
    return refused;
  }

  /** How many requests, from the first and at least one, a write takes without waiting. */
  private int fitting(List<? extends Request> requests) {
    int bytes = 0;
    int count = 0;
    for (Request request : requests) {
      bytes += RequestCodec.frameBytes(request);
      if (bytes > socket.unblockedBytes() && count > 0) {
        break;
      }
      count++;
    }
    return count;
  }

  private void send(List<? extends Request> requests) throws IOException {
    int bytes = 0;
    for (Request request : requests) {
      bytes += RequestCodec.frameBytes(request);
    }
    ByteBuffer frames = ByteBuffer.allocate(bytes);
    for (Request request : requests) {
      RequestCodec.encode(request, nextId++, frames);
    }
    socket.send(frames.flip());
  }

  /** Streams what answers an export; each frame has the time of a call. */
  void export(Request.Export request, ExportSink sink) throws CacheException {
    int id = nextId++;
    guarded(
        () -> {
          socket.send(request, id);
          return id;
        });
    boolean more = true;
    while (more) {
      socket.allow(timeout);
      Answer answer =
          guarded(
              () -> {
                Answer next = receive(Reply.Export.class);
                if (next.id() != id) {
                  throw notAsked();
                }
                return next;
              });
      Reply.Export frame = (Reply.Export) orThrow(answer.reply());
      more = answer.more();
      boolean taken = false;
      try {
        sink.accept(frame.namespace(), frame.vectors());
        taken = true;
      } finally {
        if (!taken && more) {
          close();
        }
      }
    }
  }

  private record Answer(int id, boolean more, Reply reply) {}

  /** An answer of that type, or a failure after which the conversation goes on. */
  private Answer receive(Class<? extends Reply> type) throws CacheException, IOException {
    try {
      FrameSocket.Frame frame = socket.receiveInTime();
      Reply reply = ReplyCodec.decode(frame.header(), frame.body(), limits);
      if (reply instanceof Reply.Failed failed && failed.reason().endsConnection()) {
        throw new CacheException(failed.reason(), failed.message());
      }
      if (!(reply instanceof Reply.Failed) && !type.isInstance(reply)) {
        throw notAsked();
      }
      return new Answer(frame.header().requestId(), frame.header().more(), reply);
    } catch (ProtocolException e) {
      throw new CacheException(Reason.PROTOCOL, String.valueOf(e.getMessage()), e);
    }
  }

  private static CacheException notAsked() {
    return new CacheException(Reason.PROTOCOL, "an answer to another request came");
  }

  private static Reply orThrow(Reply reply) throws CacheException {
    if (reply instanceof Reply.Failed failed) {
      throw failure(failed);
    }
    return reply;
  }

  static CacheException failure(Reply.Failed failed) {
    return new CacheException(failed.reason(), failed.message());
  }

  /** Something that reads or writes, or judges what was read. */
  interface Exchange<R> {
    R run() throws CacheException, IOException;
  }

  /** Runs something, and closes the socket if what follows on it could not be understood. */
  <R> R guarded(Exchange<R> exchange) throws CacheException {
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

  void close() {
    open = false;
    try {
      socket.close();
    } catch (IOException e) {
      System.getLogger(Conversation.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }
}

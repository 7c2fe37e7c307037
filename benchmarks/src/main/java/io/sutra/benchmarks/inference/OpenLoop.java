package io.sutra.benchmarks.inference;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests that arrive at random moments (a Poisson process) and do not wait for each other, each
 * on a connection of its own while it is under way. A connection that is done serves a later
 * request; so there are as many as are under way at once. Time counts from the moment a request was
 * due, so a client that falls behind is seen and not forgiven.
 */
final class OpenLoop implements Closeable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  // Before the server's own idea of a connection that has been idle for too long.
  private static final long LONGEST_IDLE = Duration.ofSeconds(5).toNanos();
  private static final long SEED = 24;

  /**
   * One request's end.
   *
   * @param status the HTTP status, 0 when there was none
   * @param due when it was to be sent, by {@link System#nanoTime}
   * @param done when its answer was read
   * @param failure what went wrong without a status, else empty
   */
  record Outcome(int status, int tokens, long due, long done, boolean retryAfter, String failure) {

    double millis() {
      return (done - due) / 1e6;
    }

    boolean refused() {
      return status == 429 || status == 503;
    }
  }

  private record Idle(HttpConnection connection, long since) {}

  private final int port;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Collection<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private int mostUnderWay;

  OpenLoop(int port) {
    this.port = port;
  }

  /** Sends {@code perSecond} requests a second until {@code end}; returns without their answers. */
  void send(double perSecond, long end, Corpus corpus) {
    var random = new Random(SEED);
    long due = System.nanoTime();
    while (due < end) {
      SampleText text = corpus.take();
      byte[] body = text.requestBody();
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      long at = due;
      mostUnderWay = Math.max(mostUnderWay, underWay.incrementAndGet());
      Thread.ofVirtual().start(() -> outcomes.add(request(text.length(), body, at)));
      due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
  }

  private Outcome request(int tokens, byte[] body, long due) {
    HttpConnection connection = null;
    try {
      connection = connection();
      HttpConnection.Answer answer = connection.post(body);
      var outcome =
          new Outcome(answer.status(), tokens, due, System.nanoTime(), answer.retryAfter(), "");
      if (answer.reusable()) {
        idle.addFirst(new Idle(connection, System.nanoTime()));
      } else {
        connection.close();
      }
      return outcome;
    } catch (IOException e) {
      closeQuietly(connection);
      return new Outcome(0, tokens, due, System.nanoTime(), false, e.toString());
    } finally {
      underWay.decrementAndGet();
    }
  }

  private HttpConnection connection() throws IOException {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (System.nanoTime() - next.since() < LONGEST_IDLE) {
        return next.connection();
      }
      next.connection().close();
    }
    return new HttpConnection(port, PATIENCE);
  }

  /** Waits until every request has ended; its patience bounds that. */
  Collection<Outcome> outcomes() {
    while (underWay.get() > 0) {
      LockSupport.parkNanos(10_000_000);
    }
    return outcomes;
  }

  int mostUnderWay() {
    return mostUnderWay;
  }

  private static void closeQuietly(@Nullable HttpConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It has failed already, and that is reported.
    }
  }

  @Override
  public void close() throws IOException {
    for (Idle one : idle) {
      one.connection().close();
    }
  }
}

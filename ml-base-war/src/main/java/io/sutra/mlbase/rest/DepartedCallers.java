package io.sutra.mlbase.rest;

import io.sutra.mlbase.metrics.BackgroundMetrics;
import io.sutra.web.server.BackgroundFailures;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Cancels the work of callers who have closed their connection, so that nothing is computed for
 * nobody.
 *
 * <p>A server notices a closed connection only when it reads or writes, and while a request waits
 * it does neither; the servlet API has no way to ask. The kernel knows: while requests wait, the
 * table of TCP connections is read, at most four times a second, and a connection that was
 * established earlier and is not any more has been left. Where there is no such table nobody is
 * noticed, and a request's deadline alone ends its work.
 *
 * <p>Thread-safe.
 */
@Singleton
public class DepartedCallers {

  private static final Duration INTERVAL = Duration.ofMillis(250);

  /**
   * Part of a core's time that looking may take. The kernel walks all of its table for each look,
   * some milliseconds even when there are few connections.
   */
  private static final double SHARE = 0.01;

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final EstablishedConnections connections = EstablishedConnections.ofThisProcess();
  private final BackgroundFailures failures =
      new BackgroundFailures(
          "departed-callers", "Callers who have left are not noticed until it works again.");
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("departed-callers").daemon().factory());

  /** What a caller waits for, where it is, and whether it was seen there. Compared by identity. */
  private static final class Waiting {
    private final CompletableFuture<?> answer;
    private final TcpConnection connection;
    private boolean seen;

    Waiting(HttpServletRequest request, CompletableFuture<?> answer) {
      this.answer = answer;
      this.connection =
          new TcpConnection(
              new InetSocketAddress(request.getLocalAddr(), request.getLocalPort()),
              new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort()));
    }
  }

  /** Nobody waits yet; what goes wrong is shown by {@code metrics}. */
  @Inject
  public DepartedCallers(BackgroundMetrics metrics) {
    metrics.watch(failures);
  }

  @PostConstruct
  void start() {
    if (connections.isKnown()) {
      lookAfter(INTERVAL.toNanos());
    }
  }

  private void lookAfter(long nanoseconds) {
    ScheduledFuture<?> unused =
        watch.schedule(this::lookAndLookAgain, nanoseconds, TimeUnit.NANOSECONDS);
  }

  private void lookAndLookAgain() {
    long start = System.nanoTime();
    try {
      look();
    } finally {
      long took = System.nanoTime() - start;
      if (!watch.isShutdown()) {
        lookAfter(Math.max(INTERVAL.toNanos(), (long) (took / SHARE)));
      }
    }
  }

  /** Cancels {@code answer} when the caller of {@code request} leaves before it is complete. */
  void watch(HttpServletRequest request, CompletableFuture<?> answer) {
    if (answer.isDone() || !connections.isKnown()) {
      return;
    }
    var caller = new Waiting(request, answer);
    waiting.add(caller);
    CompletableFuture<?> unused = answer.whenComplete((value, failure) -> waiting.remove(caller));
  }

  private void look() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      Set<Integer> ports =
          waiting.stream()
              .map(caller -> caller.connection.local().getPort())
              .collect(Collectors.toSet());
      Set<TcpConnection> established = connections.read(ports);
      waiting.forEach(
          caller -> {
            if (established.contains(caller.connection)) {
              caller.seen = true;
            } else if (caller.seen) {
              caller.answer.cancel(false);
            }
          });
    } catch (IOException | RuntimeException | Error e) {
      failures.failed(e);
    }
  }

  @PreDestroy
  void stop() {
    watch.shutdownNow();
  }
}

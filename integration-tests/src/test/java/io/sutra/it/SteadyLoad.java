package io.sutra.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Single texts, each another one, that arrive at a steady rate whether or not earlier ones have
 * been answered. Nothing is asked twice: what fails is kept, and what was refused when refusals are
 * expected. It ends by itself when so many wait for an answer that none may come any more, and
 * closing it ends it after a failed test.
 */
final class SteadyLoad implements AutoCloseable {

  /** Several seconds' worth of any rate used here. */
  private static final int MOST_WAITING = 2_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final Collection<Long> times = new ConcurrentLinkedQueue<>();
  private final Collection<Long> refusals = new ConcurrentLinkedQueue<>();
  private final Collection<String> failures = new ConcurrentLinkedQueue<>();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger waiting = new AtomicInteger();
  private final URI uri;
  private final boolean mayBeRefused;
  private final Thread sender;
  private volatile boolean stopped;

  private SteadyLoad(int port, int perSecond, boolean mayBeRefused) {
    this.mayBeRefused = mayBeRefused;
    uri = URI.create("http://localhost:" + port + "/embed");
    long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
    sender = Thread.ofPlatform().start(() -> send(gap));
  }

  static SteadyLoad start(int port, int perSecond) {
    return new SteadyLoad(port, perSecond, false);
  }

  /** More than can be carried: a 429 or a 503 that says when to come again is no failure. */
  static SteadyLoad startTooMuch(int port, int perSecond) {
    return new SteadyLoad(port, perSecond, true);
  }

  /**
   * What came of it.
   *
   * @param failures whatever was neither a 200 nor an expected refusal, in words
   * @param sorted how long each took, from the moment it was due, shortest first
   * @param refusals how long each of those took that were refused, shortest first
   */
  record Result(List<String> failures, List<Duration> sorted, List<Duration> refusals) {

    /** Requests that got a vector. */
    int answered() {
      return sorted.size() - failures.size() - refusals.size();
    }

    Duration longest() {
      return sorted.getLast();
    }

    Duration percentile(int percent) {
      return sorted.get(sorted.size() * percent / 100);
    }

    Duration refusalPercentile(int percent) {
      return refusals.get(refusals.size() * percent / 100);
    }

    @Override
    public String toString() {
      return sorted.size()
          + " requests, p99 "
          + percentile(99).toMillis()
          + " ms, longest "
          + longest().toMillis()
          + " ms, "
          + refusals.size()
          + " refused, "
          + failures.size()
          + " failed: "
          + failures.stream().limit(5).collect(Collectors.joining("; "));
    }
  }

  private void send(long gap) {
    long due = System.nanoTime();
    while (!stopped) {
      LockSupport.parkNanos(due - System.nanoTime());
      if (System.nanoTime() < due) {
        continue;
      }
      if (waiting.incrementAndGet() > MOST_WAITING) {
        failures.add(MOST_WAITING + " requests wait for an answer; no more were sent");
        return;
      }
      String body = "{\"texts\": [\"steady text " + due + "\"]}";
      long at = due;
      callers.execute(() -> ask(body, at));
      due += gap;
    }
  }

  private void ask(String body, long due) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri)
                  .timeout(Duration.ofSeconds(60))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (mayBeRefused && isRefusal(answer)) {
        refusals.add(System.nanoTime() - due);
      } else if (answer.statusCode() != 200) {
        failures.add(answer.statusCode() + " " + answer.body());
      }
    } catch (Exception e) {
      failures.add(e.toString());
    }
    times.add(System.nanoTime() - due);
    waiting.decrementAndGet();
  }

  private static boolean isRefusal(HttpResponse<String> answer) {
    return (answer.statusCode() == 429 || answer.statusCode() == 503)
        && answer.headers().firstValue("Retry-After").isPresent();
  }

  /** Returns when so many have been answered from now on, or no more are sent. */
  void awaitAnswers(int count) throws Exception {
    int target = times.size() + count;
    Waiting.until(() -> times.size() >= target || !sender.isAlive());
  }

  /** Sends no more, and returns when everything has been answered. */
  Result stop() throws InterruptedException {
    stopped = true;
    sender.join();
    callers.close();
    client.close();
    return new Result(List.copyOf(failures), sorted(times), sorted(refusals));
  }

  private static List<Duration> sorted(Collection<Long> nanos) {
    return nanos.stream().sorted().map(Duration::ofNanos).toList();
  }

  /** Gives up what has not been answered. */
  @Override
  public void close() {
    stopped = true;
    client.shutdownNow();
    callers.shutdownNow();
  }
}

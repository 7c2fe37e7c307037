package io.sutra.embedding.metrics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/**
 * Requests, their statuses and their latencies: {@code sutra_requests_total} by contract, route and
 * status, and the histogram {@code sutra_request_seconds} by contract and route. Thread-safe, and
 * quick enough for every request.
 */
@Singleton
public final class RequestMetrics {

  /**
   * Routes and contracts are names in the program, so there are a few dozen series. Should somebody
   * pass on what a caller sent, the memory of the service must not depend on it.
   */
  static final int MOST_SERIES = 512;

  private static final String OTHER = "other";

  private final Metrics metrics;
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Route, Timer> timers = new ConcurrentHashMap<>();

  private record Route(String contract, String route) {

    private static final Route OTHERS = new Route(OTHER, OTHER);
  }

  private record Series(Route route, int status) {}

  /** Counts nothing yet. */
  @Inject
  public RequestMetrics(@RegistryScope(scope = "application") MetricRegistry registry) {
    metrics = new Metrics(registry);
  }

  /**
   * A request was answered.
   *
   * @param contract the API that it spoke, such as {@code sutra} or {@code openai}; a constant
   * @param route the path's pattern, such as {@code /v1/embeddings}; a constant, never the path as
   *     it was sent
   * @param status of the response
   * @param took from the request's first byte to the response's last, as far as it is known
   */
  public void answered(String contract, String route, int status, Duration took) {
    var called = new Route(contract, route);
    counter(new Series(called, status)).inc();
    timer(called).update(took);
  }

  private Counter counter(Series series) {
    Counter known = counters.get(series);
    if (known != null) {
      return known;
    }
    Series counted =
        counters.size() < MOST_SERIES ? series : new Series(Route.OTHERS, series.status());
    return counters.computeIfAbsent(counted, this::newCounter);
  }

  private Counter newCounter(Series series) {
    return metrics.counter(
        "sutra_requests",
        "Requests answered, by contract, route and status",
        contract(series.route()),
        route(series.route()),
        new Tag("status", Integer.toString(series.status())));
  }

  private Timer timer(Route called) {
    Timer known = timers.get(called);
    if (known != null) {
      return known;
    }
    Route timed = timers.size() < MOST_SERIES ? called : Route.OTHERS;
    return timers.computeIfAbsent(timed, this::newTimer);
  }

  private Timer newTimer(Route called) {
    return metrics.timer(
        "sutra_request",
        "From a request to its response, by contract and route",
        contract(called),
        route(called));
  }

  private static Tag contract(Route called) {
    return new Tag("contract", called.contract());
  }

  private static Tag route(Route called) {
    return new Tag("route", called.route());
  }
}

package io.sutra.cli.monitor;

import io.sutra.cli.runtime.BalancerStatistics.Replica;
import io.sutra.cli.runtime.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two readings as lines of text: what happened between them. */
public final class Screen {

  private Screen() {}

  /** The lines; counters that went back, because a server was restarted, count as nothing. */
  public static List<String> lines(Reading before, Reading now) {
    double seconds = Math.max(1e-3, (now.nanos() - before.nanos()) / 1e9);
    List<String> lines = new ArrayList<>();
    lines.add("texts          " + texts(before, now, seconds));
    lines.add("hit rates      " + hitRates(before, now));
    lines.add("shard          " + shard(now));
    lines.add("");
    lines.add(
        "%-24s %-10s %12s %14s %10s"
            .formatted("", "state", "texts/s", "waiting tokens", "refused"));
    for (ServerStatus server : now.servers()) {
      lines.add(server(server, before, now, seconds));
    }
    now.balancer()
        .ifPresent(
            balancer -> {
              lines.add("");
              lines.add("%-24s %-10s %12s".formatted("balancer sees", "state", "requests"));
              for (Replica replica : balancer.replicas()) {
                lines.add(
                    "%-24s %-10s %12d"
                        .formatted(replica.name(), replica.status(), replica.requests()));
              }
              lines.add("requests that no replica has yet: " + balancer.waiting());
            });
    return lines;
  }

  private static String texts(Reading before, Reading now, double seconds) {
    return now.cache()
        .map(
            cache ->
                "%,.0f a second, %,.0f since the start"
                    .formatted(
                        grown(before, cache, "total_requests") / seconds,
                        value(cache, "total_requests")))
        .orElse("the embedding service does not answer");
  }

  private static String hitRates(Reading before, Reading now) {
    return now.cache()
        .map(
            cache -> {
              double texts = grown(before, cache, "total_requests");
              return "memory %s, shard %s, together %s now; %s since the start"
                  .formatted(
                      percent(grown(before, cache, "l1_hits"), texts),
                      percent(grown(before, cache, "l2_hits"), texts),
                      percent(
                          grown(before, cache, "l1_hits") + grown(before, cache, "l2_hits"), texts),
                      percent(
                          value(cache, "l1_hits") + value(cache, "l2_hits"),
                          value(cache, "total_requests")));
            })
        .orElse("-");
  }

  private static String shard(Reading now) {
    return now.cache()
        .map(
            cache ->
                "%,.0f vectors written, %,.0f dropped; %,.0f vectors in memory"
                    .formatted(
                        value(cache, "l2_written"),
                        value(cache, "l2_dropped"),
                        value(cache, "l1_size")))
        .orElse("-");
  }

  private static String server(ServerStatus server, Reading before, Reading now, double seconds) {
    String start = "%-24s %-10s".formatted(server.name(), server.state());
    return model(now, server.name())
        .map(
            model ->
                start
                    + " %12.1f %14.0f %10.0f"
                        .formatted(
                            Math.max(
                                    0,
                                    model.texts()
                                        - model(before, server.name())
                                            .map(Reading.Model::texts)
                                            .orElse(model.texts()))
                                / seconds,
                            model.queuedTokens(),
                            model.refused()))
        .orElse(start)
        .stripTrailing();
  }

  private static Optional<Reading.Model> model(Reading reading, String name) {
    return reading.models().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  private static double value(Map<String, Double> numbers, String field) {
    return numbers.getOrDefault(field, 0.0);
  }

  private static double grown(Reading before, Map<String, Double> now, String field) {
    return Math.max(
        0, value(now, field) - before.cache().map(then -> value(then, field)).orElse(0.0));
  }

  private static String percent(double part, double all) {
    return all == 0 ? "-" : "%.1f %%".formatted(100 * part / all);
  }
}

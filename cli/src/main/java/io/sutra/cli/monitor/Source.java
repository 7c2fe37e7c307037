package io.sutra.cli.monitor;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.ServerAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks every server of a product; one that does not answer leaves its part of a reading out. */
public final class Source {

  private final Deployment deployment;
  private final ServiceClient service;
  private final Map<String, ServiceClient> models = new HashMap<>();
  private final Optional<BalancerStatistics> balancer;

  /**
   * Asks {@code deployment}.
   *
   * @param key that the embedding service asks for, if it does
   */
  public Source(Deployment deployment, Optional<String> key) {
    this.deployment = deployment;
    service = new ServiceClient(deployment.url(), key);
    for (ServerAddress model : deployment.mlBases()) {
      models.put(model.name(), new ServiceClient(model.url(), Optional.empty()));
    }
    balancer = deployment.statistics();
  }

  /** Asks now. */
  public Reading read() {
    return new Reading(
        System.nanoTime(),
        deployment.status(),
        cache(),
        deployment.mlBases().stream().flatMap(model -> model(model.name())).toList(),
        balancer.flatMap(Source::snapshot));
  }

  private Optional<Map<String, Double>> cache() {
    try {
      Map<String, Double> numbers = new HashMap<>();
      service
          .get("/cache/stats")
          .forEach(
              (field, value) -> {
                if (value instanceof Number number) {
                  numbers.put(field, number.doubleValue());
                }
              });
      return Optional.of(numbers);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Stream<Reading.Model> model(String name) {
    ServiceClient client = models.get(name);
    if (client == null) {
      return Stream.empty();
    }
    try {
      List<String> lines = client.text("/metrics?scope=application").lines().toList();
      return Stream.of(
          new Reading.Model(
              name,
              metric(lines, "sutra_texts_total"),
              metric(lines, "sutra_queue_tokens"),
              metric(lines, "sutra_rejected_total")));
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  static double metric(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Optional<BalancerStatistics.Snapshot> snapshot(BalancerStatistics statistics) {
    try {
      return Optional.of(statistics.read());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

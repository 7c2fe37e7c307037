package io.sutra.cli.monitor;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks every server of a product; one that does not answer leaves its part of a reading out. Not
 * thread-safe; the probe beside it runs in a thread of its own until this is closed.
 */
public final class Source implements AutoCloseable {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(3);

  private final Deployment deployment;
  private final ServiceClient service;
  private final Map<String, ServiceClient> models = new HashMap<>();
  private final Optional<BalancerStatistics> balancer;
  private final Probe probe;
  private double texts;

  /**
   * Asks {@code deployment}.
   *
   * @param key that the embedding service asks for, if it does
   */
  public Source(Deployment deployment, Optional<String> key) {
    this.deployment = deployment;
    service = new ServiceClient(deployment.url(), key, TIME_LIMIT);
    for (ServerAddress model : deployment.mlBases()) {
      models.put(model.name(), new ServiceClient(model.url(), Optional.empty(), TIME_LIMIT));
    }
    balancer = deployment.statistics();
    probe = new Probe(service);
    probe.start();
  }

  /** Asks now. */
  public Reading read() {
    return new Reading(
        System.nanoTime(),
        deployment.status(),
        cache(),
        probe.latency(),
        deployment.mlBases().stream().flatMap(model -> model(model.name())).toList(),
        balancer.flatMap(Source::snapshot));
  }

  @Override
  public void close() {
    probe.close();
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
      withoutProbes(numbers);
      return Optional.of(numbers);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void withoutProbes(Map<String, Double> numbers) {
    double counted = numbers.getOrDefault("total_requests", 0.0);
    if (counted < texts) {
      probe.serviceRestarted();
    }
    texts = counted;
    Probe.Share own = probe.share();
    numbers.computeIfPresent("total_requests", (field, all) -> Math.max(0, all - own.texts()));
    numbers.computeIfPresent("l1_hits", (field, all) -> Math.max(0, all - own.hits()));
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
              metric(lines, "sutra_rejected_total"),
              metric(lines, "sutra_inference_seconds_count"),
              metric(lines, "sutra_inference_seconds_sum")));
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

package io.sutra.cli.monitor;

import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.ServerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was read at one moment.
 *
 * @param nanos of {@link System#nanoTime}
 * @param servers of the product
 * @param cache the numbers of {@code /cache/stats}, without the monitor's own probes, if the
 *     embedding service answers
 * @param latency of the monitor's probes, if they are answered
 * @param models what each ml-base that answers says of itself
 * @param balancer what it says of the replicas, if there is one and it answers
 */
public record Reading(
    long nanos,
    List<ServerStatus> servers,
    Optional<Map<String, Double>> cache,
    Optional<Latency> latency,
    List<Model> models,
    Optional<BalancerStatistics.Snapshot> balancer) {

  /**
   * One ml-base, counted since it started.
   *
   * @param texts computed
   * @param queuedTokens that wait to be computed now
   * @param refused requests, because the queue was full
   * @param batches runs of the model
   * @param batchSeconds what those runs took together
   */
  public record Model(
      String name,
      double texts,
      double queuedTokens,
      double refused,
      double batches,
      double batchSeconds) {}

  /** What the ml-base of that name said, if it answered. */
  Optional<Model> model(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** What the balancer says of the replica of that name, if there is a balancer and it answered. */
  Optional<BalancerStatistics.Replica> balanced(String name) {
    return balancer.stream()
        .flatMap(snapshot -> snapshot.replicas().stream())
        .filter(replica -> replica.name().equals(name))
        .findFirst();
  }
}

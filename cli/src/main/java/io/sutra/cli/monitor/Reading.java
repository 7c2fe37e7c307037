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
 * @param cache the numbers of {@code /cache/stats}, if the embedding service answers
 * @param models what each ml-base that answers says of itself
 * @param balancer what it says of the replicas, if there is one and it answers
 */
public record Reading(
    long nanos,
    List<ServerStatus> servers,
    Optional<Map<String, Double>> cache,
    List<Model> models,
    Optional<BalancerStatistics.Snapshot> balancer) {

  /**
   * One ml-base.
   *
   * @param texts computed since it started
   * @param queuedTokens that wait to be computed
   * @param refused requests since it started
   */
  public record Model(String name, double texts, double queuedTokens, double refused) {}
}

package io.sutra.embedding.health;

import java.util.Optional;

/**
 * Where the embedding service stands.
 *
 * @param problem why no request can be answered, if so; for the operator
 * @param draining the service is stopping
 * @param model the model's name, once one was heard of
 * @param mlBaseReachable whether misses can be computed
 * @param shardReachable whether L2 can be asked; false too when the cache is switched off
 * @param cacheEnabled whether anything is remembered
 */
public record ServiceState(
    Optional<String> problem,
    boolean draining,
    Optional<String> model,
    boolean mlBaseReachable,
    boolean shardReachable,
    boolean cacheEnabled) {

  /** Tells where the service stands now. Implementations are thread-safe. */
  @FunctionalInterface
  public interface Source {
    ServiceState state();
  }
}

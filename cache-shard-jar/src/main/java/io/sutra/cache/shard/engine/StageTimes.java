package io.sutra.cache.shard.engine;

/** Takes the times of stages. Thread-safe, never blocks and never throws: the hot path calls it. */
@FunctionalInterface
public interface StageTimes {

  /** Keeps nothing. */
  StageTimes NONE = (stage, nanos) -> {};

  /** One request, or batch, was so long in that stage. */
  void record(Stage stage, long nanos);
}

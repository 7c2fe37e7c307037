package io.sutra.benchmarks.shard;

import java.util.ArrayList;
import java.util.List;

/**
 * What one side did, a sample a round. Not thread-safe.
 *
 * @param rates operations a second
 * @param processorSeconds of a million operations; a sample is left out where it cannot be read
 */
record Samples(List<Double> rates, List<Double> processorSeconds) {

  Samples() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  /**
   * Adds a round.
   *
   * @param processorSeconds that the side used for these operations, negative when unknown
   */
  void add(long operations, double seconds, double processorSeconds) {
    addRate(operations, operations / seconds, processorSeconds);
  }

  /** Adds a round whose rate was measured by somebody else. */
  void addRate(long operations, double perSecond, double usedProcessorSeconds) {
    rates.add(perSecond);
    if (usedProcessorSeconds >= 0) {
      processorSeconds.add(usedProcessorSeconds * 1e6 / operations);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double least(List<Double> values) {
    return values.stream().mapToDouble(d -> d).min().orElse(0);
  }

  static double most(List<Double> values) {
    return values.stream().mapToDouble(d -> d).max().orElse(0);
  }
}

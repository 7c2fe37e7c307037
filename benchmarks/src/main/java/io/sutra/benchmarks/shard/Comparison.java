package io.sutra.benchmarks.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A measurement of two sides in turn: the ratio of each round, and the median of the ratios.
 *
 * @param name what was measured
 * @param unit of both sides
 * @param bar what the median should be
 * @param redis one number a round
 * @param shard one number a round
 */
record Comparison(String name, String unit, double bar, List<Double> redis, List<Double> shard) {

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  List<Double> ratios() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < redis.size(); i++) {
      ratios.add(shard.get(i) / redis.get(i));
    }
    return ratios;
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f %s | %,.0f %s | %.2f (%.2f to %.2f) | ≥ %.1f | %s |",
        name,
        median(redis),
        unit,
        median(shard),
        unit,
        median(ratios()),
        ratios().stream().mapToDouble(d -> d).min().orElse(0),
        ratios().stream().mapToDouble(d -> d).max().orElse(0),
        bar,
        median(ratios()) >= bar ? "met" : "missed");
  }
}

package io.sutra.benchmarks.inference;

import java.util.Collection;

/** Order statistics. */
public final class Statistics {

  private Statistics() {}

  public static double median(Collection<? extends Number> values) {
    return percentile(values, 50);
  }

  /**
   * The nearest-rank percentile; NaN of no values.
   *
   * @param percent from 0 to 100
   */
  public static double percentile(Collection<? extends Number> values, double percent) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    if (percent == 50 && sorted.length % 2 == 0) {
      return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}

package io.sutra.benchmarks.inference;

/**
 * One line of the result: what was measured and what it had to reach.
 *
 * @param value as the table shows it
 * @param required as the table shows it
 */
public record Bar(String what, String value, String required, boolean met) {

  public static Bar atLeast(String what, double value, double least) {
    return new Bar(what, "%.3f".formatted(value), "≥ %.2f".formatted(least), value >= least);
  }

  public static Bar atMost(String what, double value, double most, String unit) {
    return new Bar(
        what,
        "%.2f%s".formatted(value, unit),
        "≤ " + "%.2f".formatted(most).replaceAll("\\.?0+$", "") + unit,
        value <= most);
  }

  public static Bar none(String what, long count) {
    return new Bar(what, Long.toString(count), "0", count == 0);
  }
}

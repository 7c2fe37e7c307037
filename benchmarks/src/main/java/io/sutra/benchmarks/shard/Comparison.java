package io.sutra.benchmarks.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A measurement of two sides in turn: the ratio of each round, and the median of the ratios.
 *
 * @param name what was measured
 * @param unit of both sides
 * @param bar what the median has to reach, if anything
 * @param peerName who the shard is measured beside
 * @param peer a sample a round
 * @param shard a sample a round
 */
record Comparison(
    String name, String unit, Optional<Bar> bar, String peerName, Samples peer, Samples shard) {

  /** The head of a table of rows. */
  static final List<String> HEAD =
      List.of(
          "| | beside | peer | Sutra | Sutra ÷ peer, median (least to most) | bar | | CPU seconds"
              + " for a million: peer | Sutra | Sutra ÷ peer |",
          "|---|---|---|---|---|---|---|---|---|---|");

  List<Double> ratios() {
    return ratios(shard.rates(), peer.rates());
  }

  private static List<Double> ratios(List<Double> dividends, List<Double> divisors) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(dividends.size(), divisors.size()); i++) {
      ratios.add(dividends.get(i) / divisors.get(i));
    }
    return ratios;
  }

  double ratio() {
    return Samples.median(ratios());
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f %s | %,.0f %s | %.2f (%.2f to %.2f) | %s | %s | %s |",
        name,
        peerName,
        Samples.median(peer.rates()),
        unit,
        Samples.median(shard.rates()),
        unit,
        ratio(),
        Samples.least(ratios()),
        Samples.most(ratios()),
        bar.map(Bar::showLimit).orElse(""),
        bar.map(b -> b.verdict(ratio())).orElse(""),
        processorTime());
  }

  private String processorTime() {
    List<Double> ratios = ratios(shard.processorSeconds(), peer.processorSeconds());
    // Redis answers a short run within one tick of the kernel's clock: nothing to divide by.
    if (ratios.isEmpty() || Samples.median(peer.processorSeconds()) == 0) {
      return "not read | not read |";
    }
    return String.format(
        Locale.ROOT,
        "%.2f s | %.2f s | %.2f",
        Samples.median(peer.processorSeconds()),
        Samples.median(shard.processorSeconds()),
        Samples.median(ratios));
  }
}

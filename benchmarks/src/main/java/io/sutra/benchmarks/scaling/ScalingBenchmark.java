package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.inference.Bar;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures what three replicas carry beside one, what the balancer adds, and how long hits take
 * with thousands of open connections; see {@code ./sutra bench scaling --help}. Ends with 0 when
 * every bar is met, with 3 when one is not, and otherwise when it could not measure.
 */
public final class ScalingBenchmark {

  private static final int A_BAR_IS_MISSED = 3;

  private ScalingBenchmark() {}

  /**
   * What one run measures and for how long.
   *
   * @param root the checkout
   * @param quick whether this is only to see that it works
   * @param rounds how often one replica and three take turns
   * @param window of each in a round
   * @param connected how long the many connections ask
   * @param parts of the measurement: replicas, connections
   * @param report the Markdown file to write
   */
  record Options(
      Path root,
      boolean quick,
      int rounds,
      Duration window,
      Duration connected,
      Set<String> parts,
      Path report) {

    static Options parse(String[] arguments) {
      Arguments given = Arguments.parse(arguments);
      return new Options(
          given.root(),
          given.quick(),
          given.rounds(),
          given.window(Duration.ofSeconds(8)),
          Duration.ofSeconds(given.quick() ? 20 : 120),
          Set.of(given.find("--parts").orElse("replicas,connections").split(",", -1)),
          given.report("docs/benchmarks/scaling.md"));
    }
  }

  /**
   * What one part found.
   *
   * @param paragraphs for the page, in Markdown
   */
  record Part(List<Bar> bars, String paragraphs) {}

  public static void main(String[] arguments) throws IOException {
    // Numbers look the same wherever the report is made.
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(arguments);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    List<Part> parts = new ArrayList<>();
    if (options.parts().contains("replicas")) {
      parts.add(new ReplicasPart(options).measure());
    }
    if (options.parts().contains("connections")) {
      parts.add(new ConnectionsPart(options).measure());
    }
    List<Bar> bars = parts.stream().flatMap(part -> part.bars().stream()).toList();
    new ScalingReport(options, load, parts).write();
    System.exit(bars.stream().allMatch(Bar::met) ? 0 : A_BAR_IS_MISSED);
  }
}

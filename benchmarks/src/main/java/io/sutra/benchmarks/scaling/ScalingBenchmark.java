package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.inference.Bar;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
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
   * @param cores how many of the machine's cores this process and what it starts may use
   * @param report the Markdown file of the part replicas; {@code connections.md} lies beside it
   */
  record Options(
      Path root,
      boolean quick,
      int rounds,
      Duration window,
      Duration connected,
      Set<String> parts,
      int cores,
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
          Runtime.getRuntime().availableProcessors(),
          given.report("docs/benchmarks/scaling.md"));
    }
  }

  /**
   * What one part found.
   *
   * @param name of the part
   * @param title of its page
   * @param paragraphs of its page, in Markdown
   */
  record Part(String name, String title, List<Bar> bars, String paragraphs) {}

  public static void main(String[] arguments) throws IOException {
    // Numbers look the same wherever the report is made.
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(arguments);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    boolean met = true;
    if (options.parts().contains("replicas")) {
      met = report(options, load, options.report(), new ReplicasPart(options).measure());
    }
    if (options.parts().contains("connections")) {
      Path page = options.report().resolveSibling("connections.md");
      met &= report(options, load, page, new ConnectionsPart(options).measure());
    }
    System.exit(met ? 0 : A_BAR_IS_MISSED);
  }

  private static boolean report(Options options, double load, Path page, Part part)
      throws IOException {
    new ScalingReport(options, load, part).write(page);
    return part.bars().stream().allMatch(Bar::met);
  }
}

package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.Arguments;
import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.Load;
import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Machine;
import io.sutra.benchmarks.inference.Statistics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures what three replicas carry beside one, and what the balancer adds; see {@code ./sutra
 * bench scaling --help}. In every replica a wait of 50 ms stands in for inference, so that the
 * machine's cores are no limit. Ends with 0 when every bar is met, with 3 when one is not, and
 * otherwise when it could not measure.
 */
public final class ScalingBenchmark {

  private static final int A_BAR_IS_MISSED = 3;
  private static final int WAIT_MILLIS = 50;
  private static final int TEXTS_AT_ONCE = 4;

  /** Callers of a replica, so that it always has the next text. */
  private static final int CALLERS = 3 * TEXTS_AT_ONCE;

  private static final byte[] REQUEST =
      "{\"texts\":[\"a wait stands in for inference\"]}".getBytes(StandardCharsets.UTF_8);

  private final int rounds;
  private final Duration window;
  private final List<Double> one = new ArrayList<>();
  private final List<Double> three = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> direct = new ArrayList<>();
  private final List<Double> balanced = new ArrayList<>();
  private final List<Double> added = new ArrayList<>();

  private ScalingBenchmark(int rounds, Duration window) {
    this.rounds = rounds;
    this.window = window;
  }

  public static void main(String[] arguments) throws IOException {
    // Numbers look the same wherever the report is made.
    Locale.setDefault(Locale.ROOT);
    Arguments given = Arguments.parse(arguments);
    Path report = given.report("docs/benchmarks/scaling.md");
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var benchmark = new ScalingBenchmark(given.rounds(), given.window(Duration.ofSeconds(8)));
    try (var product = new ProductInstance(given.root())) {
      Console.say("Starting three replicas and their balancer …");
      product.upScaled(
          Map.of(
              "SUTRA_TEST_INFERENCE_WAIT", Integer.toString(WAIT_MILLIS),
              "SUTRA_INFERENCE_THREADS", Integer.toString(TEXTS_AT_ONCE)));
      benchmark.measure(product.replicaPort(), product.mlBasePort());
    }
    List<Bar> bars = benchmark.bars();
    for (Bar bar : bars) {
      Console.say(
          "%-60s %12s   %-10s %s"
              .formatted(bar.what(), bar.value(), bar.required(), bar.met() ? "met" : "MISSED"));
    }
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, benchmark.page(bars, load, given.quick()));
    Console.say("Written: " + report);
    System.exit(bars.stream().allMatch(Bar::met) ? 0 : A_BAR_IS_MISSED);
  }

  private void measure(int replica, int balancer) throws IOException {
    Console.say("Warming up …");
    for (int i = 0; i < 3; i++) {
      ask(replica + i, CALLERS);
    }
    ask(balancer, 3 * CALLERS);
    for (int round = 1; round <= rounds; round++) {
      Console.say("Round %d of %d …".formatted(round, rounds));
      double alone = ask(replica, CALLERS).perSecond();
      double together = ask(balancer, 3 * CALLERS).perSecond();
      one.add(alone);
      three.add(together);
      ratios.add(together / alone);
      double without = ask(replica, 1).percentile(50);
      double with = ask(balancer, 1).percentile(50);
      direct.add(without);
      balanced.add(with);
      added.add(with - without);
    }
  }

  private Load.Measured ask(int port, int callers) throws IOException {
    return Load.closed(port, "/embed", callers, window, () -> REQUEST);
  }

  private List<Bar> bars() {
    return List.of(
        Bar.atLeast(
            "Three replicas behind the balancer ÷ one, texts per second",
            Statistics.median(ratios),
            2.95),
        Bar.atMost("What the balancer adds at p50", Statistics.median(added), 0.5, " ms"));
  }

  private String page(List<Bar> bars, double load, boolean quick) throws IOException {
    return """
        # Replicas behind the balancer

        `./sutra bench scaling%s` on %s. Load average before the start: %.1f. %d rounds of %d s per contender, in turn; medians, and medians of the ratios and differences.

        | | measured | bar | |
        |---|---|---|---|
        %s

        | | texts per second |
        |---|---|
        | one replica, asked directly, %d callers | %.1f |
        | three replicas behind HAProxy, %d callers | %.1f |

        One caller alone: p50 %.2f ms when it asks a replica directly, %.2f ms through HAProxy.

        In every replica a wait of %d ms stands in for inference (`SUTRA_TEST_INFERENCE_WAIT`), %d texts at once, so that the cores of one machine are no limit: this measures the balancer, not the model. A body of one short text; the answer has 384 numbers as JSON.
        """
        .formatted(
            quick ? " --quick" : "",
            Machine.describe(),
            load,
            rounds,
            window.toSeconds(),
            bars.stream()
                .map(
                    bar ->
                        "| %s | %s | %s | %s |"
                            .formatted(
                                bar.what(),
                                bar.value(),
                                bar.required(),
                                bar.met() ? "met" : "**missed**"))
                .collect(Collectors.joining("\n")),
            CALLERS,
            Statistics.median(one),
            3 * CALLERS,
            Statistics.median(three),
            Statistics.median(direct),
            Statistics.median(balanced),
            WAIT_MILLIS,
            TEXTS_AT_ONCE);
  }
}

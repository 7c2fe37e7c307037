package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.Load;
import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.HttpConnection;
import io.sutra.benchmarks.inference.Statistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three replicas behind the balancer beside one that is asked directly. In every replica a wait of
 * 50 ms stands in for inference, so that the machine's cores are no limit.
 */
final class ReplicasPart {

  private static final int WAIT_MILLIS = 50;
  private static final int TEXTS_AT_ONCE = 4;

  /** Callers of a replica, so that it always has the next text. */
  private static final int CALLERS = 3 * TEXTS_AT_ONCE;

  private static final byte[] REQUEST =
      "{\"texts\":[\"a wait stands in for inference\"]}".getBytes(StandardCharsets.UTF_8);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScalingBenchmark.Options options;
  private final List<Double> one = new ArrayList<>();
  private final List<Double> three = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> direct = new ArrayList<>();
  private final List<Double> balanced = new ArrayList<>();
  private final List<Double> added = new ArrayList<>();

  ReplicasPart(ScalingBenchmark.Options options) {
    this.options = options;
  }

  ScalingBenchmark.Part measure() throws IOException {
    try (var product = new ProductInstance(options.root())) {
      Console.say("Starting three replicas and their balancer …");
      product.upScaled(
          Map.of(
              "SUTRA_TEST_INFERENCE_WAIT", Integer.toString(WAIT_MILLIS),
              "SUTRA_INFERENCE_THREADS", Integer.toString(TEXTS_AT_ONCE)));
      measure(product.replicaPort(), product.mlBasePort());
    }
    return new ScalingBenchmark.Part(
        "replicas",
        "Replicas behind the balancer",
        List.of(
            Bar.atLeast(
                "Three replicas behind the balancer ÷ one, texts per second",
                Statistics.median(ratios),
                2.95),
            Bar.atMost("What the balancer adds at p50", Statistics.median(added), 0.5, " ms")),
        paragraphs());
  }

  private void measure(int replica, int balancer) throws IOException {
    Console.say("Warming up …");
    Duration warmUp = options.window().multipliedBy(2);
    for (int i = 0; i < 3; i++) {
      ask(replica + i, CALLERS, options.window());
    }
    ask(balancer, 3 * CALLERS, warmUp);
    for (int round = 1; round <= options.rounds(); round++) {
      Console.say("Round %d of %d …".formatted(round, options.rounds()));
      double alone = ask(replica, CALLERS, options.window()).perSecond();
      double together = ask(balancer, 3 * CALLERS, options.window()).perSecond();
      one.add(alone);
      three.add(together);
      ratios.add(together / alone);
      compareOneCaller(replica, balancer);
    }
  }

  /**
   * One caller that asks a replica and the balancer alternately, and the replicas in turn: the
   * balancer gives each a third of the requests too, and a replica that is asked less often is
   * slower, with or without a balancer.
   */
  private void compareOneCaller(int replica, int balancer) throws IOException {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    try (var first = new HttpConnection(replica, "/embed", PATIENCE);
        var second = new HttpConnection(replica + 1, "/embed", PATIENCE);
        var third = new HttpConnection(replica + 2, "/embed", PATIENCE);
        var through = new HttpConnection(balancer, "/embed", PATIENCE)) {
      List<HttpConnection> replicas = List.of(first, second, third);
      long end = System.nanoTime() + 2 * options.window().toNanos();
      for (int i = 0; System.nanoTime() < end; i++) {
        without.add(milliseconds(replicas.get(i % replicas.size())));
        with.add(milliseconds(through));
      }
    }
    double ownTime = Statistics.median(without);
    double timeThrough = Statistics.median(with);
    direct.add(ownTime);
    balanced.add(timeThrough);
    added.add(timeThrough - ownTime);
  }

  private static double milliseconds(HttpConnection connection) throws IOException {
    long start = System.nanoTime();
    int status = connection.post(REQUEST).status();
    if (status != 200) {
      throw new IOException("the answer was " + status);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static Load.Measured ask(int port, int callers, Duration window) throws IOException {
    return Load.closed(port, "/embed", callers, window, () -> REQUEST);
  }

  private String paragraphs() {
    return """
        %d rounds of %d s per contender, in turn; medians, and medians of the ratios and differences. The ratios by round: %s.

        | | texts per second |
        |---|---|
        | one replica, asked directly, %d callers | %.1f |
        | three replicas behind HAProxy, %d callers | %.1f |

        One caller alone, which asks a replica directly and the balancer alternately, the three replicas in turn: p50 %.2f ms directly, %.2f ms through HAProxy. What it adds by round: %s ms.

        In every replica a wait of %d ms stands in for inference (`SUTRA_TEST_INFERENCE_WAIT`), %d texts at once, so that the cores of one machine are no limit: this measures the balancer, not the model. A body of one short text; the answer has 384 numbers as JSON. The load generators run on the same cores.
        """
        .formatted(
            options.rounds(),
            options.window().toSeconds(),
            String.join(", ", ratios.stream().map("%.2f"::formatted).toList()),
            CALLERS,
            Statistics.median(one),
            3 * CALLERS,
            Statistics.median(three),
            Statistics.median(direct),
            Statistics.median(balanced),
            String.join(", ", added.stream().map("%.2f"::formatted).toList()),
            WAIT_MILLIS,
            TEXTS_AT_ONCE);
  }
}

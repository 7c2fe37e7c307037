package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.Json;
import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.cache.Load;
import io.sutra.benchmarks.inference.Bar;
import io.sutra.benchmarks.inference.Console;
import io.sutra.benchmarks.inference.Statistics;
import io.sutra.benchmarks.inference.TextSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thousands of open connections to the embedding service, each asking for one text once in ten
 * seconds; most texts have been asked for before. Inference is real.
 */
final class ConnectionsPart {

  private static final int CONNECTIONS = 3_000;
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final double REPEATED = 0.85;
  private static final int KNOWN_TEXTS = 2_000;
  private static final int WARM_UP_CALLERS = 8;
  private static final long SEED = 20_260_401;

  private final ScalingBenchmark.Options options;

  ConnectionsPart(ScalingBenchmark.Options options) {
    this.options = options;
  }

  ScalingBenchmark.Part measure() throws IOException {
    List<String> glosses = new ArrayList<>(TextSources.glosses());
    Collections.shuffle(glosses, new Random(SEED));
    List<byte[]> bodies = glosses.stream().map(ConnectionsPart::body).toList();
    ManyConnections.Result result;
    try (var product = new ProductInstance(options.root())) {
      Console.say("Starting the product …");
      product.up(Map.of());
      Console.say("Asking for what will be repeated …");
      askOnce(product.embeddingPort(), bodies.subList(0, KNOWN_TEXTS));
      warmUp(product.embeddingPort(), bodies.subList(0, KNOWN_TEXTS));
      Console.say(
          "%,d connections for %d s …".formatted(CONNECTIONS, options.connected().toSeconds()));
      result =
          new ManyConnections(
                  product.embeddingPort(),
                  bodies.subList(0, KNOWN_TEXTS),
                  bodies.subList(KNOWN_TEXTS, bodies.size()),
                  REPEATED,
                  SEED)
              .run(CONNECTIONS, PERIOD, options.connected());
    }
    result.failures().stream().distinct().limit(5).forEach(Console::say);
    return new ScalingBenchmark.Part(
        "connections",
        "Many open connections",
        List.of(
            Bar.none(
                "%,d connections, requests that failed".formatted(CONNECTIONS),
                result.failures().size()),
            Bar.atMost(
                "p99 of hits meanwhile", Statistics.percentile(result.hits(), 99), 50, " ms")),
        paragraphs(result));
  }

  private static byte[] body(String text) {
    return ("{\"texts\":" + Json.array(List.of(text)) + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static void askOnce(int port, List<byte[]> bodies) throws IOException {
    var next = new AtomicInteger();
    Load.stream(
        port,
        WARM_UP_CALLERS,
        () -> {
          int i = next.getAndIncrement();
          return i < bodies.size() ? bodies.get(i) : new byte[0];
        });
  }

  /** Hits, until their code is compiled. */
  private void warmUp(int port, List<byte[]> bodies) throws IOException {
    var next = new AtomicInteger();
    Load.closed(
        port,
        "/embed",
        WARM_UP_CALLERS,
        options.window(),
        () -> bodies.get(next.getAndIncrement() % bodies.size()));
  }

  private String paragraphs(ManyConnections.Result result) {
    return """
        %,d connections to the embedding service stay open and ask for one text each once in %d s, for %d s, evenly spread: %,d requests, %.0f a second. %d %% of them repeat one of %,d texts that were asked for before; the others are new, and ml-base computes them. Servers and clients share those cores. Texts are WordNet 3.1 glosses in a fixed random order. A request's time counts from when it was due.

        | | requests | p50 | p99 | longest |
        |---|---|---|---|---|
        | hits | %,d | %.1f ms | %.1f ms | %.1f ms |
        | computed | %,d | %.1f ms | %.1f ms | %.1f ms |
        """
        .formatted(
            CONNECTIONS,
            PERIOD.toSeconds(),
            options.connected().toSeconds(),
            result.hits().size() + result.misses().size(),
            (result.hits().size() + result.misses().size())
                / (double) options.connected().toSeconds(),
            Math.round(100 * REPEATED),
            KNOWN_TEXTS,
            result.hits().size(),
            Statistics.percentile(result.hits(), 50),
            Statistics.percentile(result.hits(), 99),
            Statistics.percentile(result.hits(), 100),
            result.misses().size(),
            Statistics.percentile(result.misses(), 50),
            Statistics.percentile(result.misses(), 99),
            Statistics.percentile(result.misses(), 100));
  }
}

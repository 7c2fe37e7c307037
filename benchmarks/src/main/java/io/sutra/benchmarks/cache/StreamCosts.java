package io.sutra.benchmarks.cache;

import io.sutra.benchmarks.ProductInstance;
import io.sutra.benchmarks.inference.ProcessorTime;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which process spent how much processor time on a request of the stream. Not thread-safe. */
final class StreamCosts {

  private static final String CLIENT = "load generator";

  private final ProductInstance product;
  private final ProductInstance without;
  private final Side cached = new Side();
  private final Side uncached = new Side();

  /** What was added up for the service with caches, or for the one without. */
  private static final class Side {
    private final Map<String, Duration> spent = new LinkedHashMap<>();
    private long requests;
    private Duration taken = Duration.ZERO;
  }

  /** Something that asks for vectors. */
  @FunctionalInterface
  interface Turn {
    Load.Measured run() throws IOException;
  }

  /** {@code without} has an embedding service without caches over {@code product}'s ml-base. */
  StreamCosts(ProductInstance product, ProductInstance without) {
    this.product = product;
    this.without = without;
  }

  /** Runs a turn and counts what it costs. */
  Load.Measured of(boolean withCaches, Turn turn) throws IOException {
    Map<String, Duration> before = used(withCaches);
    Load.Measured measured = turn.run();
    Side side = withCaches ? cached : uncached;
    used(withCaches)
        .forEach(
            (process, after) ->
                side.spent.merge(process, after.minus(before.get(process)), Duration::plus));
    side.requests += measured.requests();
    side.taken = side.taken.plus(Duration.ofNanos((long) (measured.seconds() * 1e9)));
    return measured;
  }

  private Map<String, Duration> used(boolean withCaches) throws IOException {
    Map<String, Duration> used = new LinkedHashMap<>();
    used.put("ml-base", used(product, "ml-base"));
    used.put("embedding", used(withCaches ? product : without, "embedding"));
    if (withCaches) {
      used.put("cache-shard", used(product, "cache-shard"));
    }
    used.put(CLIENT, ProcessorTime.used());
    return used;
  }

  private static Duration used(ProductInstance instance, String process) throws IOException {
    return instance.process(process).info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** A sentence for the page. */
  String describe() {
    return "Processor time of a request of the stream: %s. Without caches: %s."
        .formatted(describe(cached), describe(uncached));
  }

  private static String describe(Side side) {
    Duration all = side.spent.values().stream().reduce(Duration.ZERO, Duration::plus);
    String each =
        side.spent.entrySet().stream()
            .map(
                entry ->
                    "%s %.3f ms"
                        .formatted(
                            entry.getKey(), entry.getValue().toNanos() / 1e6 / side.requests))
            .collect(Collectors.joining(", "));
    return "%s (%.0f %% of all cores)".formatted(each, 100 * ProcessorTime.share(all, side.taken));
  }
}

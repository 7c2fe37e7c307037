package io.sutra.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sutra bench cache}: the embedding service's caches. */
@Command(
    name = "cache",
    description =
        "Measure the embedding service: a hit in memory beside a bare method of the same server, hits"
            + " in the shard, 2,048 texts at once, and a stream with a long tail with and without"
            + " caches.",
    footer = "Exit code 0 when every bar is met, 3 when one is missed, 1 when it cannot measure.",
    mixinStandardHelpOptions = true)
final class BenchCacheCommand implements Callable<Integer> {

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "What to measure: hits, large, shared, stream (all of them).")
  private List<String> parts = List.of("hits", "large", "shared", "stream");

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    return turns.run(
        "io.sutra.benchmarks.cache.CacheBenchmark", List.of("--parts=" + String.join(",", parts)));
  }
}

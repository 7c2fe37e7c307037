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
        "Measure the caches of the embedding service: a hit in memory against an empty"
            + " JAX-RS method of the same server, hits in the shard, 2,048 texts in one request,"
            + " and a long-tailed stream with and without caches.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchCacheCommand implements Callable<Integer> {

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "What to measure: hits, large, shared, stream (default: all).")
  private List<String> parts = List.of("hits", "large", "shared", "stream");

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    return turns.run(
        "io.sutra.benchmarks.cache.CacheBenchmark", List.of("--parts=" + String.join(",", parts)));
  }
}

package io.sutra.cli;

import io.sutra.cli.build.BenchmarkProgram;
import io.sutra.cli.terminal.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(names = "--quick", description = "Fewer and shorter rounds, to see that it works.")
  private boolean quick;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "What to measure: hits, large, shared, stream (all of them).")
  private List<String> parts = List.of("hits", "large", "shared", "stream");

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds that each contender is measured in a round (8; 4 with --quick).")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often the contenders take turns (5; 3 with --quick).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Give servers and clients together only the first N cores (all of them).")
  private Optional<Integer> cores = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "The page to write (docs/benchmarks/cache.md).")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--parts=" + String.join(",", parts));
    if (quick) {
      arguments.add("--quick");
    }
    seconds.ifPresent(value -> arguments.add("--seconds=" + value));
    rounds.ifPresent(value -> arguments.add("--rounds=" + value));
    report.ifPresent(value -> arguments.add("--report=" + value.toAbsolutePath()));
    return new BenchmarkProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .run("io.sutra.benchmarks.cache.CacheBenchmark", cores, arguments);
  }
}

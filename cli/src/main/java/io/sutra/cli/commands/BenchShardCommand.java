package io.sutra.cli.commands;

import io.sutra.cli.build.Maven;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra bench shard}: the cache shard beside Redis 7, and alone. */
@Command(
    name = "shard",
    description =
        "Measure the cache shard: reads, durable writes and memory against Redis 7 (needs"
            + " Debian's package redis-server), recovery time, latency during a compaction and"
            + " during a change of the model, and its engine against RocksDB and MVStore in one"
            + " process.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchShardCommand implements Callable<Integer> {

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "What to measure: get, put, memory, recovery, latency, swap, embedded (default: all).")
  private List<String> parts =
      List.of("get", "put", "memory", "recovery", "latency", "swap", "embedded");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Number of rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "File for the report, with its chart beside it (default:" + " docs/benchmarks/shard.md).")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    progress.begin("Building the shard and the benchmarks");
    new Maven(workspace)
        .run(
            List.of(
                "package", "-DskipTests", "-pl", "benchmarks", "-am", "-Dspotless.check.skip=true"),
            workspace.logs().resolve("build-benchmarks.log"),
            progress);
    progress.end("Built");
    try {
      return new ProcessBuilder(command(workspace)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure("The benchmark cannot be run: " + FailureReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private List<String> command(Workspace workspace) throws IOException {
    Path target = workspace.root().resolve("benchmarks/target");
    Path page = workspace.root().resolve("docs/benchmarks/shard.md");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Xms512m",
        "-Xmx2g",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).strip(),
        "io.sutra.benchmarks.shard.ShardBenchmark",
        workspace.root().resolve("cache-shard-jar/target/cache-shard.jar").toString(),
        report.orElse(page).toAbsolutePath().toString(),
        Integer.toString(rounds),
        String.join(",", parts));
  }
}

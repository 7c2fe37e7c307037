package io.sutra.cli;

import io.sutra.cli.build.Maven;
import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra bench inference}: ml-base beside raw ONNX Runtime and langchain4j. */
@Command(
    name = "inference",
    description =
        "Measure ml-base beside raw ONNX Runtime and langchain4j, one text alone, three times the"
            + " load it can carry, and its memory.",
    footer = "Exit code 0 when every bar is met, 3 when one is missed, 1 when it cannot measure.",
    mixinStandardHelpOptions = true)
final class BenchInferenceCommand implements Callable<Integer> {

  @Option(names = "--quick", description = "Fewer and shorter rounds, to see that it works.")
  private boolean quick;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds that each contender is measured in a round (10; 4 with --quick).")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often the contenders take turns (5; 3 with --quick).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Give server and clients together only the first N cores (all of them).")
  private Optional<Integer> cores = Optional.empty();

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "SUTRA_MODEL_PRECISION of the server (its default).")
  private Optional<String> precision = Optional.empty();

  @Option(
      names = "--graph",
      paramLabel = "FILE",
      description = "A rewritten graph to run raw too (the one that the server made, if any).")
  private Optional<Path> graph = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "The page to write (docs/benchmarks/inference.md).")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    new ProductBuild(workspace, progress).buildIfChanged();
    progress.begin("Building the benchmarks (the first time fetches the rival and the texts)");
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
      throw new CommandFailure("The benchmark cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private List<String> command(Workspace workspace) throws IOException {
    Path target = workspace.root().resolve("benchmarks/target");
    List<String> command = new ArrayList<>();
    cores.ifPresent(count -> command.addAll(List.of("taskset", "-c", "0-" + (count - 1))));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).strip(),
            "io.sutra.benchmarks.inference.InferenceBenchmark",
            "--root=" + workspace.root()));
    if (quick) {
      command.add("--quick");
    }
    seconds.ifPresent(value -> command.add("--seconds=" + value));
    rounds.ifPresent(value -> command.add("--rounds=" + value));
    precision.ifPresent(value -> command.add("--precision=" + value));
    graph.ifPresent(value -> command.add("--graph=" + value.toAbsolutePath()));
    report.ifPresent(value -> command.add("--report=" + value.toAbsolutePath()));
    return command;
  }
}

package io.sutra.cli.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sutra bench inference}: ml-base beside raw ONNX Runtime and langchain4j. */
@Command(
    name = "inference",
    description =
        "Measure ml-base beside raw ONNX Runtime and langchain4j, one text alone, three times the"
            + " load it can carry, and its memory.",
    footer = "Exit code 0 when every bar is met, 3 when one is missed, 1 when it cannot measure.",
    mixinStandardHelpOptions = true)
final class BenchInferenceCommand implements Callable<Integer> {

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

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    precision.ifPresent(value -> arguments.add("--precision=" + value));
    graph.ifPresent(value -> arguments.add("--graph=" + value.toAbsolutePath()));
    return turns.run("io.sutra.benchmarks.inference.InferenceBenchmark", arguments);
  }
}

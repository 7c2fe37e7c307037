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
        "Measure ml-base against plain ONNX Runtime and langchain4j: throughput, latency of"
            + " a single text, behaviour at three times its capacity, memory.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchInferenceCommand implements Callable<Integer> {

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "Value of SUTRA_MODEL_PRECISION for the server (default: the server's own).")
  private Optional<String> precision = Optional.empty();

  @Option(
      names = "--graph",
      paramLabel = "FILE",
      description =
          "An optimised graph to run in plain ONNX Runtime too (default: the one the server"
              + " wrote, if any).")
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

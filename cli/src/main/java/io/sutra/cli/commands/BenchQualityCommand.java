package io.sutra.cli.commands;

import io.sutra.cli.build.BenchmarkProgram;
import io.sutra.cli.instance.Workspace;
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

/** {@code sutra bench quality}: what shorter vectors lose. */
@Command(
    name = "quality",
    description =
        "Measure what shortened vectors lose: search WordNet's definitions with its example"
            + " sentences, with vectors cut plainly and after a rotation, in both precisions.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchQualityCommand implements Callable<Integer> {

  @Option(
      names = "--quick",
      description = "Use a tenth of the texts, to check that the benchmark works.")
  private boolean quick;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Run servers and clients on the first N cores (default: all).")
  private Optional<Integer> cores = Optional.empty();

  @Option(
      names = "--fit-texts",
      paramLabel = "FILE",
      description =
          "Only write the definitions that are not evaluated, for ./sutra model fit. The"
              + " rotation that ships was fitted on them.")
  private Optional<Path> fitTexts = Optional.empty();

  @Option(
      names = "--fit-pairs",
      paramLabel = "FILE",
      description =
          "Only write the example sentences that are not evaluated, with their definitions,"
              + " for ./sutra model fit --pairs.")
  private Optional<Path> fitPairs = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "File for the report (default: docs/benchmarks/quality.md).")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    if (quick) {
      arguments.add("--quick");
    }
    fitTexts.ifPresent(value -> arguments.add("--fit-texts=" + value.toAbsolutePath()));
    fitPairs.ifPresent(value -> arguments.add("--fit-pairs=" + value.toAbsolutePath()));
    report.ifPresent(value -> arguments.add("--report=" + value.toAbsolutePath()));
    return new BenchmarkProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .run("io.sutra.benchmarks.quality.QualityBenchmark", cores, arguments);
  }
}

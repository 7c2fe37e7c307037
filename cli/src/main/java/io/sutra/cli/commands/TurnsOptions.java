package io.sutra.cli.commands;

import io.sutra.cli.build.BenchmarkProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What can be said to a benchmark whose contenders take turns, and how it is run. */
final class TurnsOptions {

  @Option(
      names = "--quick",
      description = "Run fewer and shorter rounds, to check that the benchmark works.")
  private boolean quick;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "Seconds per contender and round (default: 4 with --quick, else the benchmark's"
              + " own).")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Number of rounds (default: 5; 3 with --quick).")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Run servers and clients on the first N cores (default: all).")
  private Optional<Integer> cores = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "File for the report (default: the benchmark's own page in docs/benchmarks).")
  private Optional<Path> report = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** Runs the program with these options and {@code more}; gives its exit code. */
  int run(String program, List<String> more) {
    List<String> arguments = new ArrayList<>(more);
    if (quick) {
      arguments.add("--quick");
    }
    seconds.ifPresent(value -> arguments.add("--seconds=" + value));
    rounds.ifPresent(value -> arguments.add("--rounds=" + value));
    report.ifPresent(value -> arguments.add("--report=" + value.toAbsolutePath()));
    var progress = new Progress(command.commandLine().getOut());
    return new BenchmarkProgram(Workspace.ofLauncher(), progress).run(program, cores, arguments);
  }
}

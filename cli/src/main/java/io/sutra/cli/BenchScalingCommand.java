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

/** {@code sutra bench scaling}: three replicas of ml-base beside one. */
@Command(
    name = "scaling",
    description =
        "Measure what three replicas behind the balancer carry beside one, and what the balancer adds;"
            + " a wait stands in for inference. Needs HAProxy.",
    footer = "Exit code 0 when every bar is met, 3 when one is missed, 1 when it cannot measure.",
    mixinStandardHelpOptions = true)
final class BenchScalingCommand implements Callable<Integer> {

  @Option(names = "--quick", description = "Fewer and shorter rounds, to see that it works.")
  private boolean quick;

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
      description = "The page to write (docs/benchmarks/scaling.md).")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    if (quick) {
      arguments.add("--quick");
    }
    seconds.ifPresent(value -> arguments.add("--seconds=" + value));
    rounds.ifPresent(value -> arguments.add("--rounds=" + value));
    report.ifPresent(value -> arguments.add("--report=" + value.toAbsolutePath()));
    return new BenchmarkProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .run("io.sutra.benchmarks.scaling.ScalingBenchmark", cores, arguments);
  }
}

package io.sutra.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sutra bench phases}: what each phase contributes. */
@Command(
    name = "phases",
    description =
        "Measure one stream of real texts against four configurations in turn: the service"
            + " as v2 was, with shorter vectors, with caches, and with replicas.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchPhasesCommand implements Callable<Integer> {

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    return turns.run("io.sutra.benchmarks.phases.PhasesBenchmark", List.of());
  }
}

package io.sutra.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sutra bench scaling}: three replicas of ml-base beside one, and many connections. */
@Command(
    name = "scaling",
    description =
        "Measure the throughput of three replicas behind the balancer against one, the"
            + " latency the balancer adds, and the latency of cache hits with 3,000 open"
            + " connections. The first two use a fixed delay in place of inference. Needs HAProxy.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchScalingCommand implements Callable<Integer> {

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "What to measure: replicas, connections (default: both).")
  private List<String> parts = List.of("replicas", "connections");

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    return turns.run(
        "io.sutra.benchmarks.scaling.ScalingBenchmark",
        List.of("--parts=" + String.join(",", parts)));
  }
}

package io.sutra.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sutra bench openai}: hits through OpenAI's contract. */
@Command(
    name = "openai",
    description =
        "Measure cache hits through the OpenAI API, one text and 64 texts per request,"
            + " against /embed and an empty JAX-RS method of the same server, with plain sockets"
            + " and with OpenAI's client for Node.js.",
    footer =
        "Exit code: 0 when every target is met, 3 when one is missed, 1 when the benchmark"
            + " cannot run.",
    mixinStandardHelpOptions = true)
final class BenchOpenAiCommand implements Callable<Integer> {

  @Mixin private TurnsOptions turns = new TurnsOptions();

  @Override
  public Integer call() {
    return turns.run("io.sutra.benchmarks.openai.OpenAiBenchmark", List.of());
  }
}

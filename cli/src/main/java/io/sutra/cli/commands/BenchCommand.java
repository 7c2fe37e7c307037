package io.sutra.cli.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sutra bench}: measurements, none of which is part of the tests. */
@Command(
    name = "bench",
    description = "Run benchmarks. They are not part of the tests.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchInferenceCommand.class,
      BenchShardCommand.class,
      BenchCacheCommand.class,
      BenchQualityCommand.class,
      BenchOpenAiCommand.class,
      BenchPhasesCommand.class,
      BenchScalingCommand.class,
      HelpCommand.class
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a subcommand: shows what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

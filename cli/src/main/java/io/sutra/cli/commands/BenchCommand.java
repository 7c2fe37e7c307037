package io.sutra.cli.commands;

import picocli.CommandLine.Command;

/** {@code sutra bench}: measurements, none of which is part of the tests. */
@Command(
    name = "bench",
    description = "Measure; not part of the tests.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchInferenceCommand.class,
      BenchShardCommand.class,
      BenchCacheCommand.class,
      BenchQualityCommand.class,
      BenchOpenAiCommand.class,
      BenchPhasesCommand.class,
      BenchScalingCommand.class
    })
final class BenchCommand {}

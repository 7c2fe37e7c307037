package io.sutra.cli.commands;

import picocli.CommandLine.Command;

/** {@code sutra model}: the models of this machine. */
@Command(
    name = "model",
    description = "The models of this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelListCommand.class,
      ModelPullCommand.class,
      ModelVerifyCommand.class,
      ModelAddCommand.class,
      ModelRemoveCommand.class,
      ModelFitCommand.class
    })
final class ModelCommand {}

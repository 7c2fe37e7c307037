package io.sutra.cli.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sutra model}: the models of this machine. */
@Command(
    name = "model",
    description = "List, install, check and fit models.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelListCommand.class,
      ModelPullCommand.class,
      ModelVerifyCommand.class,
      ModelAddCommand.class,
      ModelRemoveCommand.class,
      ModelFitCommand.class,
      HelpCommand.class
    })
final class ModelCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a subcommand: shows what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}

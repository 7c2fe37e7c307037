package io.sutra.cli.commands;

import io.sutra.cli.usage.UsageErrors;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sutra help [COMMAND...]}: the same as {@code --help} at that command. picocli's own help
 * command goes one level deep; this one also takes {@code help model pull}.
 */
@Command(
    name = "help",
    description = "Show the help of a command, for example: ./sutra help model pull",
    mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command, as it is typed after ./sutra. Without one: all commands.")
  private List<String> path = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine described = spec.parent().commandLine();
    for (String name : path) {
      CommandLine next = described.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            described, UsageErrors.unknownCommand(described.getCommandSpec(), name));
      }
      described = next;
    }
    described.usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.usage.UsageErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command itself. */
@Command(
    name = "sutra",
    description = "Build, start, check and measure Sutra, the embedding service for Jakarta EE.",
    footer = {
      "",
      "First steps: ./sutra up starts everything, ./sutra status shows it, ./sutra down"
          + " stops it.",
      "Help for one command: ./sutra help COMMAND"
    },
    mixinStandardHelpOptions = true,
    versionProvider = SutraCommand.Version.class,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      RestartCommand.class,
      SettingsCommand.class,
      SetCommand.class,
      UnsetCommand.class,
      BuildCommand.class,
      DeployCommand.class,
      ValidateCommand.class,
      MonitorCommand.class,
      TestCommand.class,
      ModelCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class SutraCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a subcommand: shows what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The command line with all subcommands. */
  public static CommandLine newCommandLine() {
    var sutra = new CommandLine(new SutraCommand());
    giveVersion(sutra);
    return sutra
        .registerConverter(Integer.class, SutraCommand::wholeNumber)
        .registerConverter(int.class, SutraCommand::wholeNumber)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              if (exception instanceof CommandFailure failure) {
                commandLine.getErr().println(failure.getMessage());
              } else {
                exception.printStackTrace(commandLine.getErr());
              }
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** Every command has the option --version, so every command needs an answer to it. */
  private static void giveVersion(CommandLine commandLine) {
    commandLine.getCommandSpec().versionProvider(new Version());
    commandLine.getSubcommands().values().forEach(SutraCommand::giveVersion);
  }

  private static Integer wholeNumber(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
  }

  /** The version from the archive's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SutraCommand.class.getPackage().getImplementationVersion();
      return new String[] {"sutra " + (version == null ? "unpackaged" : version)};
    }
  }
}

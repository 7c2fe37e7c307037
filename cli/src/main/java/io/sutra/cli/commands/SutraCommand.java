package io.sutra.cli.commands;

import io.sutra.cli.terminal.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command itself. */
@Command(
    name = "sutra",
    description = "Text in, vectors out: builds, starts and tests Sutra.",
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
      BenchCommand.class
    })
public final class SutraCommand {

  /** The command line with all subcommands. */
  public static CommandLine newCommandLine() {
    return new CommandLine(new SutraCommand())
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

  /** The version from the archive's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SutraCommand.class.getPackage().getImplementationVersion();
      return new String[] {"sutra " + (version == null ? "unpackaged" : version)};
    }
  }
}

package io.sutra.cli;

import io.sutra.cli.commands.SutraCommand;
import java.util.Locale;

/** The program. */
public final class Main {

  private Main() {}

  /** Runs one subcommand and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Numbers look the same wherever the command runs.
    Locale.setDefault(Locale.ROOT);
    System.exit(SutraCommand.newCommandLine().execute(arguments));
  }
}

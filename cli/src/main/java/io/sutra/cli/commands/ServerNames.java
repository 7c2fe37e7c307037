package io.sutra.cli.commands;

import io.sutra.cli.runtime.Deployment;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Names of servers on the command line. */
final class ServerNames {

  private ServerNames() {}

  /**
   * Refuses a name that no server of {@code deployment} has.
   *
   * @throws ParameterException naming those that there are
   */
  static void check(List<String> names, Deployment deployment, CommandLine commandLine) {
    List<String> known = deployment.names();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            commandLine,
            "There is no server '" + name + "'; there are " + String.join(", ", known) + ".");
      }
    }
  }
}

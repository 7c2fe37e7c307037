package io.sutra.cli;

import io.sutra.cli.server.LocalServer;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Names of servers on the command line. */
final class ServerNames {

  private ServerNames() {}

  /**
   * Refuses a name that none of {@code servers} has.
   *
   * @throws ParameterException naming those that there are
   */
  static void check(List<String> names, List<LocalServer> servers, CommandLine commandLine) {
    List<String> known = servers.stream().map(LocalServer::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            commandLine,
            "There is no server '" + name + "'; there are " + String.join(", ", known) + ".");
      }
    }
  }
}

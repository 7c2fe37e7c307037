package io.sutra.cli;

import io.sutra.cli.server.LocalServer;
import io.sutra.cli.server.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra logs}: what the servers say. */
@Command(
    name = "logs",
    description = "Show the end of the servers' logs.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

  @Option(
      names = {"-n", "--lines"},
      description = "How many lines (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int lines = 100;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing what is added, until interrupted.")
  private boolean follow;

  @Parameters(arity = "0..*", paramLabel = "SERVER", description = "Of these servers only (all).")
  private List<String> names = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<LocalServer> servers = Product.current(Workspace.ofLauncher()).servers();
    ServerNames.check(names, servers, spec.commandLine());
    List<String> logs =
        servers.stream()
            .filter(server -> names.isEmpty() || names.contains(server.name()))
            .map(LocalServer::log)
            .filter(log -> Files.exists(log))
            .map(Path::toString)
            .toList();
    if (logs.isEmpty()) {
      throw new CommandFailure("There is no log yet: ./sutra up starts the servers that write it.");
    }
    // tail(1) follows files across rotation and truncation better than a loop here would.
    List<String> tail = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
    if (follow) {
      tail.add("-F");
    }
    tail.addAll(logs);
    int exit = new ProcessBuilder(tail).inheritIO().start().waitFor();
    return exit == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

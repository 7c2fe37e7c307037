package io.sutra.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path log = Workspace.ofLauncher().logs().resolve("ml-base.log");
    if (!Files.exists(log)) {
      throw new CommandFailure("There is no log yet: ./sutra up starts the servers that write it.");
    }
    // tail(1) follows a file across rotation and truncation better than a loop here would.
    List<String> tail =
        follow
            ? List.of("tail", "-n", Integer.toString(lines), "-F", log.toString())
            : List.of("tail", "-n", Integer.toString(lines), log.toString());
    int exit = new ProcessBuilder(tail).inheritIO().start().waitFor();
    return exit == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

package io.sutra.cli;

import io.sutra.cli.build.Maven;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sutra test}: every check and every test. */
@Command(
    name = "test",
    description = "Run every check and every test, against real servers.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

  @Option(names = "--full", description = "The long form of the tests: more seeds, more rounds.")
  private boolean full;

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of("verify"));
    if (full) {
      arguments.add("-Dsutra.full=true");
    }
    int exit = new Maven(Workspace.ofLauncher()).runVisibly(arguments);
    return exit == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

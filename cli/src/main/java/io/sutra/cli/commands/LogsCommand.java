package io.sutra.cli.commands;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
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
  public Integer call() {
    Deployment deployment = Deployments.current(Workspace.ofLauncher());
    ServerNames.check(names, deployment, spec.commandLine());
    return deployment.showLogs(names, lines, follow) == 0
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }
}

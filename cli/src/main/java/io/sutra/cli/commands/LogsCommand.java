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
    description = "Show the last lines of the servers' logs.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

  @Option(
      names = {"-n", "--lines"},
      description = "Lines to show of each log (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int lines = 100;

  @Option(
      names = {"-f", "--follow"},
      description = "Keep printing new lines until Ctrl-C.")
  private boolean follow;

  @Parameters(
      arity = "0..*",
      paramLabel = "SERVER",
      description = "Only the logs of these servers (default: all).")
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

package io.sutra.cli.commands;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra restart}: replicas one after the other, without losing a request. */
@Command(
    name = "restart",
    description = {
      "Restart. Behind the balancer (up --scaling, deploy --scaling) the replicas of ml-base are restarted one after"
          + " the other and the balancer reads its configuration anew; no request is lost.",
      "Without a balancer everything is stopped and started again.",
      "Servers are started again with what sutra.properties has now."
    },
    mixinStandardHelpOptions = true)
final class RestartCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "SERVER",
      description = "Only these servers, for example ml-base-2.")
  private List<String> names = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace launched = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    ServerNames.check(names, Deployments.current(launched), spec.commandLine());
    return launched.alone(
        "./sutra restart",
        progress,
        workspace -> {
          Deployments.withRememberedSettings(workspace).restart(names, progress);
          return CommandLine.ExitCode.OK;
        });
  }
}

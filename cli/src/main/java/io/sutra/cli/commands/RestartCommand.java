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
      "Restart servers, with the settings that sutra.properties has now.",
      "With replicas (up --scaling, deploy --scaling): restart the replicas of ml-base one"
          + " after the other and reload the balancer's configuration; no request is lost.",
      "Without replicas: stop every server and start it again; requests are refused meanwhile."
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
    return launched.alone(
        "./sutra restart",
        progress,
        workspace -> {
          ServerNames.check(names, Deployments.current(workspace), spec.commandLine());
          Deployments.withRememberedSettings(workspace).restart(names, progress);
          return CommandLine.ExitCode.OK;
        });
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sutra down}: stops what {@code up} started. */
@Command(
    name = "down",
    description =
        "Stop every server. Requests in flight are answered first; the cache on disk is" + " kept.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    return workspace.alone(
        "./sutra down",
        progress,
        now -> {
          Deployments.current(now).stop(progress);
          return CommandLine.ExitCode.OK;
        });
  }
}

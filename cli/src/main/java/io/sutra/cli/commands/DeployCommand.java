package io.sutra.cli.commands;

import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.container.Containers;
import io.sutra.cli.container.ImageBuild;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra deploy}: from sources to containers that serve. */
@Command(
    name = "deploy",
    description = {
      "Run Sutra in containers: build images that are missing or out of date, start them"
          + " with Docker Compose, and wait until all are ready.",
      "Containers that are up to date are left running; the others are replaced, replicas"
          + " one after the other."
    },
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {

  @Mixin private InstanceOptions options = new InstanceOptions();

  @Option(
      names = "--no-build",
      description = "Use the existing images, even if they are out of date.")
  private boolean noBuild;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace launched = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    ShellSettings asked = options.read(launched, "", true, progress);
    return launched.alone(
        "./sutra deploy",
        progress,
        before -> {
          Deployments.refuseProcesses(before);
          RememberedSettings settings = before.settings().with(asked.values());
          settings.requireValid();
          sayHowToAsk(start(before, before.with(settings), progress));
          return CommandLine.ExitCode.OK;
        });
  }

  /** Containers that run and have other settings are made anew, so settings may change here. */
  private Containers start(Workspace before, Workspace workspace, Progress progress) {
    Containers containers = Containers.toStart(workspace);
    containers.checkDocker();
    if (!noBuild) {
      new ProductBuild(workspace, progress).buildIfChanged();
      new ImageBuild(workspace, progress).buildIfChanged();
    }
    WrittenSettings.during(
        before.settings(),
        workspace.settings(),
        () -> Profile.remembered(workspace, Profile.Form.CONTAINERS).isPresent(),
        () -> containers.start(progress));
    return containers;
  }

  private void sayHowToAsk(Containers containers) {
    var out = spec.commandLine().getOut();
    out.println();
    out.println("Sutra is up. Ask for a vector:");
    out.println();
    out.println(
        "  curl -s "
            + containers.url()
            + "/embed -H 'Content-Type: application/json' -d '{\"texts\": [\"Hello, world\"]}'");
    out.println();
    containers
        .statistics()
        .ifPresent(
            statistics -> out.println("What each replica carries: " + statistics.url() + "\n"));
    out.println(
        "./sutra status says what runs, ./sutra logs what it says, ./sutra validate whether it does"
            + " what is promised, ./sutra down stops it and keeps the cache.");
    out.flush();
  }
}

package io.sutra.cli;

import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.container.Containers;
import io.sutra.cli.container.ImageBuild;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--scaling",
      description =
          "Start several replicas of ml-base behind HAProxy: ML_BASE_REPLICAS of them, 3 by"
              + " default. SUTRA_EDITION=community or enterprise does the same.")
  private boolean scaling;

  @Option(
      names = "--no-build",
      description = "Use the existing images, even if they are out of date.")
  private boolean noBuild;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var out = spec.commandLine().getOut();
    var progress = new Progress(out);
    Deployments.refuseProcesses(workspace);
    Containers containers = Containers.toStart(workspace, scaling);
    containers.checkDocker();
    if (!noBuild) {
      new ProductBuild(workspace, progress).buildIfChanged();
      new ImageBuild(workspace, progress).buildIfChanged();
    }
    containers.start(progress);
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
    return CommandLine.ExitCode.OK;
  }
}

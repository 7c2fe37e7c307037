package io.sutra.cli.commands;

import io.sutra.cli.aot.TrainingRun;
import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.container.ImageBuild;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra build}: builds the product without running its tests. */
@Command(
    name = "build",
    description =
        "Build everything that ./sutra up starts, even if nothing changed. Runs no tests.",
    mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {

  @Option(
      names = "--images",
      description =
          "Build the container images too. SUTRA_BASE_IMAGE and SUTRA_BALANCER_BASE_IMAGE"
              + " set their base images.")
  private boolean images;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    new ProductBuild(workspace, progress).build();
    new TrainingRun(workspace, progress).runAnew();
    if (images) {
      new ImageBuild(workspace, progress).build();
    }
    return CommandLine.ExitCode.OK;
  }
}

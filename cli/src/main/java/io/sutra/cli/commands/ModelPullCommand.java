package io.sutra.cli.commands;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra model pull}: fetch a model. */
@Command(
    name = "pull",
    description = {
      "Download a model from the hub and check its files. An interrupted download"
          + " continues where it stopped; a model is installed only when every checksum matches.",
      "SUTRA_HUB_URL sets the hub or a mirror."
    },
    mixinStandardHelpOptions = true)
final class ModelPullCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the model, as ./sutra model list shows it.")
  private String name = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .install(List.of("pull", name));
  }
}

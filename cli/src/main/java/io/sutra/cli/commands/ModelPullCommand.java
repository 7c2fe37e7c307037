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
      "Fetch a model from the hub, or go on where an earlier call broke off. A model is here whole,"
          + " with every checksum right, or not at all.",
      "SUTRA_HUB_URL names another hub or a mirror (https://huggingface.co)."
    },
    mixinStandardHelpOptions = true)
final class ModelPullCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The model, as ./sutra model list names it.")
  private String name = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .install(List.of("pull", name));
  }
}

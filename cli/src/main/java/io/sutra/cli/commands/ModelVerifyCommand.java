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

/** {@code sutra model verify}: compare a model with its checksums. */
@Command(
    name = "verify",
    description = "Compare the files of an installed model with their checksums.",
    mixinStandardHelpOptions = true)
final class ModelVerifyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the model, as ./sutra model list shows it.")
  private String name = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .install(List.of("verify", name));
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra model list}: what there is. */
@Command(
    name = "list",
    description = "List the models that Sutra knows, and say which are installed.",
    mixinStandardHelpOptions = true)
final class ModelListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .install(json ? List.of("list", "json") : List.of("list"));
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.aot.TrainingRun;
import io.sutra.cli.build.Maven;
import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra test}: every check and every test. */
@Command(
    name = "test",
    description = "Build, then run every check and every test, against real servers.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

  @Option(
      names = "--full",
      description = "Run the long form of the tests: more random seeds and more rounds.")
  private boolean full;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    // The tests call this command too; what they start must not be built while they run.
    var progress = new Progress(spec.commandLine().getOut());
    new ProductBuild(workspace, progress).buildIfChanged();
    new TrainingRun(workspace, progress).runIfMissing();
    List<String> arguments = new ArrayList<>(List.of("verify"));
    if (full) {
      arguments.add("-Dsutra.full=true");
    }
    int exit = new Maven(workspace).runVisibly(arguments);
    return exit == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}

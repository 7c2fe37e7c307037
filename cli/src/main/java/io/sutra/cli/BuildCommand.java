package io.sutra.cli;

import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sutra build}: builds the product without running its tests. */
@Command(
    name = "build",
    description = "Build everything that up starts, changed or not; no tests.",
    mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    new ProductBuild(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut())).build();
    return CommandLine.ExitCode.OK;
  }
}

package io.sutra.cli;

import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.server.Product;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sutra up}: from sources to a served vector. */
@Command(
    name = "up",
    description = "Build what is missing, start, wait until ready, and show a first request.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var out = spec.commandLine().getOut();
    var progress = new Progress(out);
    new ProductBuild(workspace, progress).buildIfChanged();
    var product = new Product(workspace);
    product.start(progress);
    out.println();
    out.println("Sutra is up. Ask for a vector:");
    out.println();
    out.println(
        "  curl -s "
            + product.url()
            + "/embed -H 'Content-Type: application/json' -d '{\"texts\": [\"Hello, world\"]}'");
    out.println();
    out.println("./sutra status says what runs, ./sutra logs what it says, ./sutra down stops it.");
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}

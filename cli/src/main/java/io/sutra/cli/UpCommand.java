package io.sutra.cli;

import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.server.Product;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra up}: from sources to a served vector. */
@Command(
    name = "up",
    description = {
      "Build what changed, start every server, wait until all are ready, and print a first"
          + " request.",
      "Servers that run already are left as they are."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--scaling",
      description =
          "Start several replicas of ml-base behind HAProxy: ML_BASE_REPLICAS of them, 3 by"
              + " default. SUTRA_EDITION=community or enterprise does the same.")
  private boolean scaling;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var out = spec.commandLine().getOut();
    var progress = new Progress(out);
    Deployments.refuseContainers(workspace);
    Product product = Product.toStart(workspace, scaling);
    new ProductBuild(workspace, progress).buildIfChanged();
    product.start(progress);
    out.println();
    out.println("Sutra is up. Ask for a vector:");
    out.println();
    out.println(
        "  curl -s "
            + product.url()
            + "/embed -H 'Content-Type: application/json' -d '{\"texts\": [\"Hello, world\"]}'");
    out.println();
    product
        .statistics()
        .ifPresent(
            statistics -> out.println("What each replica carries: " + statistics.url() + "\n"));
    out.println("./sutra status says what runs, ./sutra logs what it says, ./sutra down stops it.");
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}

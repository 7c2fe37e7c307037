package io.sutra.cli.commands;

import io.sutra.cli.aot.TrainingRun;
import io.sutra.cli.build.ProductBuild;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Product;
import io.sutra.cli.terminal.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra up}: from sources to a served vector. */
@Command(
    name = "up",
    description = {
      "Build what changed, start every server, wait until all are ready, and print a first"
          + " request.",
      "The settings of this shell are written to SUTRA_HOME/sutra.properties when no"
          + " server runs yet; every other command uses that file. When some servers run"
          + " already, the others are started with the same settings."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  @Mixin private InstanceOptions options = new InstanceOptions();

  @Option(
      names = "--single",
      description =
          "Run ml-base and the embedding service in one server, from sutra.ear."
              + " SUTRA_EDITION=single does the same.")
  private boolean single;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace launched = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    ShellSettings asked = options.read(launched, single ? "single" : "", false, progress);
    return launched.alone(
        "./sutra up",
        progress,
        workspace -> {
          Deployments.refuseContainers(workspace);
          Product running = Product.current(workspace);
          sayHowToAsk(
              running.runs()
                  ? complete(running, workspace, asked, progress)
                  : startAnew(workspace, asked, progress));
          return CommandLine.ExitCode.OK;
        });
  }

  /** Starts what is missing, as the others were started. */
  private static Product complete(
      Product running, Workspace workspace, ShellSettings asked, Progress progress) {
    running.checkStart();
    asked.requireSameAs(workspace.asStarted().settings());
    workspace.settings().problems().forEach(progress::note);
    Deployments.changedSinceTheStart(workspace).forEach(progress::note);
    running.start(progress);
    return running;
  }

  private static Product startAnew(Workspace before, ShellSettings asked, Progress progress) {
    RememberedSettings settings = before.settings().with(asked.values());
    settings.requireValid();
    before.forgetStarted();
    Workspace workspace = before.with(settings);
    Product product = new Product(workspace, Profile.configured(workspace));
    product.checkStart();
    new ProductBuild(workspace, progress).buildIfChanged();
    new TrainingRun(workspace, progress).runIfMissing();
    WrittenSettings.during(
        before.settings(), settings, product::runs, () -> product.start(progress));
    return product;
  }

  private void sayHowToAsk(Product product) {
    var out = spec.commandLine().getOut();
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
  }
}

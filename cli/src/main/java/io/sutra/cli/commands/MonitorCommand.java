package io.sutra.cli.commands;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.monitor.Monitor;
import io.sutra.cli.monitor.Source;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.terminal.KeyboardTerminal;
import io.sutra.cli.terminal.Palette;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sutra monitor}: what the product does now. */
@Command(
    name = "monitor",
    description =
        "Show throughput, cache hit rates, latency and the state of every server, refreshed"
            + " until you press q.",
    footer = "Exit code: 0; with --once, 1 when the embedding service does not answer.",
    mixinStandardHelpOptions = true)
final class MonitorCommand implements Callable<Integer> {

  @Option(names = "--once", description = "Measure one interval, print it and exit; for scripts.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Seconds between two refreshes (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int interval = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < 1) {
      throw new ParameterException(
          spec.commandLine(), "--interval is " + interval + "; the least is 1 second.");
    }
    Workspace workspace = Workspace.ofLauncher();
    Map<String, String> environment = workspace.shell();
    Deployment deployment = Deployments.current(workspace);
    boolean terminal = Boolean.getBoolean("sutra.terminal") && !once;
    try (var source = new Source(deployment, Deployments.apiKey(workspace))) {
      String title = "Sutra at " + deployment.url() + ", every " + interval + " s";
      PrintWriter out = spec.commandLine().getOut();
      Duration pause = Duration.ofSeconds(interval);
      if (once) {
        return new Monitor(source, out, pause, title).once()
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      }
      // A dumb terminal cannot move its cursor.
      boolean inPlace = terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb");
      try (KeyboardTerminal keyboard = inPlace ? KeyboardTerminal.open().orElse(null) : null) {
        if (keyboard == null) {
          new Monitor(source, out, pause, title).append();
        } else {
          new Monitor(source, out, pause, title + ", q quits")
              .draw(keyboard, Palette.of(true, environment));
        }
      }
      return CommandLine.ExitCode.OK;
    }
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.monitor.Reading;
import io.sutra.cli.monitor.Screen;
import io.sutra.cli.monitor.Source;
import io.sutra.cli.runtime.Patience;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra monitor}: what the product does now. */
@Command(
    name = "monitor",
    description =
        "Show texts a second, hit rates, replicas and what waits, again and again until interrupted.",
    footer = "Exit code 0; with --once 1 when the embedding service does not answer.",
    mixinStandardHelpOptions = true)
final class MonitorCommand implements Callable<Integer> {

  private static final String CLEAR_SCREEN = "\033[H\033[2J";

  @Option(
      names = "--once",
      description = "Measure for one interval, print it and end; for scripts.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "How often (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int interval = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    var source = new Source(Deployments.current(workspace), Deployments.apiKey(workspace));
    boolean terminal = Boolean.getBoolean("sutra.terminal") && !once;
    PrintWriter out = spec.commandLine().getOut();
    Reading before = source.read();
    while (true) {
      Patience.pause(Duration.ofSeconds(Math.max(1, interval)));
      Reading now = source.read();
      if (terminal) {
        out.print(CLEAR_SCREEN);
      }
      Screen.lines(before, now).forEach(out::println);
      out.flush();
      if (once) {
        return now.cache().isPresent() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
      }
      before = now;
    }
  }
}

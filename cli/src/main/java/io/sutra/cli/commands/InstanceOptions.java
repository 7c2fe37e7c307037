package io.sutra.cli.commands;

import io.sutra.cli.instance.ShellSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import java.util.Map;
import picocli.CommandLine.Option;

/** What {@code up} and {@code deploy} can be told of the servers that they start. */
final class InstanceOptions {

  private static final String SCALED = "community";

  @Option(
      names = "--scaling",
      description =
          "Start several replicas of ml-base behind HAProxy: ML_BASE_REPLICAS of them, 3 by"
              + " default. SUTRA_EDITION=community or enterprise does the same.")
  private boolean scaling;

  /**
   * What the shell and the command line ask for.
   *
   * @param edition that another option asks for, or an empty text
   */
  ShellSettings read(Workspace workspace, String edition, boolean containers, Progress progress) {
    ShellSettings.unknown(workspace.shell()).forEach(progress::note);
    String said = workspace.shell().getOrDefault(InstanceSettings.EDITION.key(), "").strip();
    String asked = scaling ? SCALED : edition;
    if (asked.isEmpty() || (scaling && said.equals("enterprise"))) {
      return ShellSettings.read(workspace.shell(), Map.of(), containers);
    }
    if (!said.isEmpty() && !said.equals(asked)) {
      throw new CommandFailure(
          (scaling ? "--scaling" : "--" + edition)
              + " and SUTRA_EDITION="
              + said
              + " contradict each other: leave one of them away.");
    }
    return ShellSettings.read(
        workspace.shell(), Map.<Setting<?>, String>of(InstanceSettings.EDITION, asked), containers);
  }
}

package io.sutra.cli.commands;

import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.SettingsTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra unset}: let defaults apply again. */
@Command(
    name = "unset",
    description = {
      "Remove settings from SUTRA_HOME/sutra.properties, so that their defaults apply.",
      "Running servers use the default after a restart; the command names the servers to"
          + " restart."
    },
    mixinStandardHelpOptions = true)
final class UnsetCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "KEY", description = "Name of a setting in the file.")
  private List<String> keys = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace launched = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    return launched.alone(
        "./sutra unset",
        progress,
        workspace -> {
          unset(workspace, progress);
          return CommandLine.ExitCode.OK;
        });
  }

  private void unset(Workspace workspace, Progress progress) {
    // A line with a key that is none can be removed too.
    List<String> unknown =
        keys.stream()
            .filter(key -> !workspace.settings().file().mentions(key))
            .filter(key -> SettingsTable.find(key).isEmpty())
            .map(SettingsTable::unknownSetting)
            .toList();
    if (!unknown.isEmpty()) {
      throw new CommandFailure("Nothing was changed.\n" + String.join("\n", unknown));
    }
    RememberedSettings changed = workspace.settings().without(keys);
    changed.file().write();
    SettingsChange.say(workspace, workspace.with(changed), keys, progress);
  }
}

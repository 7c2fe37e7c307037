package io.sutra.cli.commands;

import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.SettingsTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra set}: change what the instance remembers. */
@Command(
    name = "set",
    description = {
      "Change settings of this instance in SUTRA_HOME/sutra.properties.",
      "Running servers use a new value after a restart; the command names the servers to"
          + " restart."
    },
    mixinStandardHelpOptions = true)
final class SetCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Name of a setting, as ./sutra settings lists it, and its new value.")
  private List<String> assignments = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace launched = Workspace.ofLauncher();
    var progress = new Progress(spec.commandLine().getOut());
    Map<String, String> values = read();
    return launched.alone(
        "./sutra set",
        progress,
        workspace -> {
          RememberedSettings changed = workspace.settings().with(values);
          changed.requireValid();
          changed.file().write();
          SettingsChange.say(workspace, workspace.with(changed), values.keySet(), progress);
          return CommandLine.ExitCode.OK;
        });
  }

  private Map<String, String> read() {
    Path folder = Path.of("").toAbsolutePath();
    Map<String, String> values = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        // What follows may be the value that is missing here, and so a secret.
        problems.add(notAnAssignment(assignment));
        break;
      }
      String key = assignment.substring(0, equals).strip();
      String value = assignment.substring(equals + 1);
      if (value.isBlank()) {
        problems.add(key + " has no value here; to forget it: ./sutra unset " + key);
      } else {
        RememberedSettings.problem(key, value, folder).ifPresent(problems::add);
      }
      if (values.put(key, RememberedSettings.absolute(key, value.strip(), folder)) != null) {
        problems.add(key + " is given twice.");
      }
    }
    if (!problems.isEmpty()) {
      throw new CommandFailure("Nothing was changed.\n" + String.join("\n", problems));
    }
    return values;
  }

  /** Names no text that may be a value, and so a secret. */
  private String notAnAssignment(String argument) {
    return SettingsTable.find(argument)
            .map(setting -> setting.key() + " stands without a value.")
            .orElse("Argument " + (assignments.indexOf(argument) + 1) + " is not KEY=VALUE.")
        + " Write key and value as one argument: ./sutra set KEY=VALUE";
  }
}

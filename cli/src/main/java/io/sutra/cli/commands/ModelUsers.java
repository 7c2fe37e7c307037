package io.sutra.cli.commands;

import io.sutra.cli.instance.SettingsFile;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who uses a model of an instance: servers that run, whoever started them, and the settings with
 * which the next ones will start.
 *
 * @param home of the instance
 */
record ModelUsers(Path home) {

  private static final String SETTING = "MODEL_NAME";

  /** What the instance remembers, as files of properties. */
  private static final List<String> REMEMBERED =
      List.of("sutra.properties", "run/started.properties");

  /**
   * Somebody who uses a model.
   *
   * @return for people; empty when nobody does
   */
  Optional<String> of(String model) {
    for (String file : REMEMBERED) {
      if (names(remembered(home.resolve(file)), model)) {
        return Optional.of(SETTING + " in " + home.resolve(file));
      }
    }
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      return processes
          .map(ProcessHandle::pid)
          .filter(pid -> serves(pid, model))
          .findFirst()
          .map(pid -> "the running server with the process id " + pid);
    }
  }

  private static boolean names(String setting, String model) {
    return Arrays.stream(setting.split(",", -1)).map(String::strip).anyMatch(model::equals);
  }

  private static String remembered(Path file) {
    SettingsFile settings = SettingsFile.read(file);
    if (!settings.problems().isEmpty()) {
      throw new CommandFailure(
          "It is not known which models this instance uses:\n  "
              + String.join("\n  ", settings.problems()));
    }
    return settings.values().getOrDefault(SETTING, "");
  }

  /** Whether a process is a server of this instance that serves the model. */
  private boolean serves(long pid, String model) {
    List<String> environment;
    try {
      // Of others' processes it cannot be read; they are not of this instance.
      byte[] block = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      environment = List.of(new String(block, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException e) {
      return false;
    }
    return environment.contains("WLP_USER_DIR=" + home.resolve("usr"))
        && environment.stream()
            .filter(variable -> variable.startsWith(SETTING + "="))
            .anyMatch(variable -> names(variable.substring(SETTING.length() + 1), model));
  }
}

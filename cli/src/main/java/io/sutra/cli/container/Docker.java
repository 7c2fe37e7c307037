package io.sutra.cli.container;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.FailureReason;
import io.sutra.settings.SettingsTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Runs {@code docker} and Compose, and says what to do when they cannot be run. */
final class Docker {

  private static final int LINES_SHOWN_AFTER_A_FAILURE = 25;

  private static final List<String> COMPOSE = List.of("docker", "compose");

  /** What a program printed on both streams, and its exit code. */
  record Output(int exit, String text) {

    boolean succeeded() {
      return exit == 0;
    }
  }

  private Docker() {}

  /**
   * Requires that containers can be run here.
   *
   * @throws CommandFailure saying what is missing and what to do
   */
  static void check() {
    Output version;
    try {
      version = run(List.of("docker", "version", "--format", "{{.Server.Version}}"), Map.of());
    } catch (IOException e) {
      throw new CommandFailure(
          "Docker is not installed (no program 'docker' in PATH). Install it with its Compose"
              + " plugin: https://docs.docker.com/engine/install/. Without Docker: ./sutra up",
          e);
    }
    if (version.succeeded()) {
      compose();
      return;
    }
    String said = version.text().strip();
    if (said.toLowerCase(Locale.ROOT).contains("permission denied")) {
      throw new CommandFailure(
          "You may not use the Docker engine. Add yourself to its group and log in again: sudo"
              + " usermod -aG docker $USER. Or without Docker: ./sutra up\n"
              + said);
    }
    throw new CommandFailure(
        "The Docker engine does not answer. Start it: sudo systemctl start docker. Or without"
            + " Docker: ./sutra up\n"
            + said);
  }

  /**
   * The words that run Compose, which is a plugin of Docker's since version 2. The older program
   * {@code docker-compose} cannot wait until containers are ready, and is not used.
   */
  static List<String> compose() {
    if (succeeds(List.of("docker", "compose", "version"))) {
      return COMPOSE;
    }
    throw new CommandFailure(
        "Docker Compose 2 or newer is not installed: 'docker compose version' fails"
            + (succeeds(List.of("docker-compose", "version"))
                ? ", and docker-compose, which is installed, is the old version 1"
                : "")
            + ". Install the package docker-compose-plugin from Docker's repository"
            + " (https://docs.docker.com/compose/install/linux/), or build it with Go:"
            + " docker/compose-v2.sh. Without Docker: ./sutra up");
  }

  /** What {@code docker} with these arguments prints; a failure is an answer too. */
  static Output ask(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    try {
      return run(command, Map.of());
    } catch (IOException e) {
      throw cannotRun(command, e);
    }
  }

  /**
   * What {@code docker} with these arguments prints.
   *
   * @throws CommandFailure in Docker's words when it fails
   */
  static String require(String... arguments) {
    Output output = ask(arguments);
    if (!output.succeeded()) {
      throw new CommandFailure(
          "docker " + String.join(" ", arguments) + " failed:\n" + output.text().strip());
    }
    return output.text();
  }

  /**
   * Runs a long command.
   *
   * @param environment what it gets beside this process's environment
   * @param line gets each line as it is printed
   * @throws CommandFailure with the end of what it said when it fails
   */
  static void watch(List<String> command, Map<String, String> environment, Consumer<String> line) {
    List<String> last = new ArrayList<>();
    try {
      Process process = start(command, environment);
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String text = output.readLine(); text != null; text = output.readLine()) {
          line.accept(text);
          last.add(text);
          if (last.size() > LINES_SHOWN_AFTER_A_FAILURE) {
            last.removeFirst();
          }
        }
      }
      if (process.waitFor() != 0) {
        throw new CommandFailure(
            String.join(" ", command) + " failed:\n" + String.join("\n", last));
      }
    } catch (IOException e) {
      throw cannotRun(command, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static boolean succeeds(List<String> command) {
    try {
      return run(command, Map.of()).succeeded();
    } catch (IOException e) {
      return false;
    }
  }

  private static Output run(List<String> command, Map<String, String> environment)
      throws IOException {
    Process process = start(command, environment);
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Settings are what the instance remembers, not what this shell happens to have.
    builder.environment().keySet().removeIf(key -> SettingsTable.find(key).isPresent());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static CommandFailure cannotRun(List<String> command, IOException e) {
    return new CommandFailure(command.getFirst() + " cannot be run: " + FailureReason.of(e), e);
  }

  static CommandFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CommandFailure("Interrupted.", e);
  }
}

package io.sutra.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are: the checkout that the command belongs to, and the folder that holds everything
 * that running it leaves behind ({@code SUTRA_HOME}, by default {@code .sutra} in the checkout).
 *
 * @param root the checkout
 * @param home server directories, models, logs, process ids
 * @param environment the variables that the command was called with
 */
public record Workspace(Path root, Path home, Map<String, String> environment) {

  /** The workspace that the launcher names. */
  static Workspace ofLauncher() {
    String root = System.getProperty("sutra.root");
    if (root == null || !Files.exists(Path.of(root, "pom.xml"))) {
      throw new CommandFailure("Call this through ./sutra in a checkout of Sutra.");
    }
    Map<String, String> environment = System.getenv();
    Path home =
        Optional.ofNullable(environment.get("SUTRA_HOME"))
            .map(Path::of)
            .orElse(Path.of(root, ".sutra"));
    return new Workspace(Path.of(root), home.toAbsolutePath(), environment);
  }

  /** The Open Liberty runtime that all servers share. */
  public Path runtime() {
    return root.resolve("liberty-config/target/runtime/wlp");
  }

  /** The server directories as the sources have them. */
  public Path serverTemplates() {
    return root.resolve("liberty-config/src/main/usr");
  }

  /** Models that came with the build. */
  public Path builtModels() {
    return root.resolve("ml-base-war/target/models");
  }

  /** The application of ml-base, unpacked, so that the server need not unpack it at its start. */
  public Path mlBaseApplication() {
    return root.resolve("ml-base-war/target/ml-base");
  }

  /** Remembers what the last complete build was made from. */
  public Path buildStamp() {
    return root.resolve("target/sutra-build.stamp");
  }

  public Path logs() {
    return home.resolve("logs");
  }

  /** The port of ml-base: {@code ML_BASE_PORT}, 8887 unless set. */
  public int mlBasePort() {
    String text = environment.getOrDefault("ML_BASE_PORT", "8887");
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range is.
    }
    throw new CommandFailure(
        "ML_BASE_PORT is '" + text + "'; allowed is a whole number from 1 to 65535.");
  }
}

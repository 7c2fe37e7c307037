package io.sutra.cli.runtime;

import io.sutra.cli.instance.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file into which a server writes why it cannot start, before it ends. */
final class StartReport {

  private final Path file;

  StartReport(Workspace workspace, String server) {
    file = workspace.run().resolve(server + ".start-failure");
  }

  Path file() {
    return file;
  }

  /** Forgets what an earlier start said. */
  void clear() throws IOException {
    Files.deleteIfExists(file);
  }

  /** What the server wrote. */
  Optional<String> read() {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

package io.sutra.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells whoever started a server why it cannot start, in the file that {@code SUTRA_START_REPORT}
 * names: UTF-8, one sentence a line.
 */
public final class StartReport {

  private StartReport() {}

  /**
   * Writes {@code message}; does nothing when no file is named. A file that cannot be written is no
   * reason to hide the message, which the server also logs.
   *
   * @param source the text of a key, if it is set
   */
  public static void write(Function<String, Optional<String>> source, String message) {
    Optional<String> file = source.apply(ServiceSettings.START_REPORT.key());
    if (file.isEmpty() || file.get().isBlank()) {
      return;
    }
    try {
      Files.writeString(Path.of(file.get().strip()), message + System.lineSeparator());
    } catch (IOException | InvalidPathException e) {
      System.err.println(
          "Cannot write the start report " + file.get().strip() + ": " + FailureReason.of(e));
    }
  }
}

package io.sutra.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells whoever started a server why it cannot start, in the file that {@code SUTRA_START_REPORT}
 * names: UTF-8, one sentence a line. Two services of one server may both have a reason, and each
 * line is written once; whoever starts the server deletes an older file first.
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
      Path report = Path.of(file.get().strip());
      List<String> known = Files.exists(report) ? Files.readAllLines(report) : List.of();
      Files.write(
          report,
          message.lines().filter(line -> !known.contains(line)).toList(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException | InvalidPathException e) {
      System.err.println(
          "Cannot write the start report " + file.get().strip() + ": " + FailureReason.of(e));
    }
  }
}

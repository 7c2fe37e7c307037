package io.sutra.cli.runtime;

import io.sutra.cli.system.OutputLimit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The log of a server and those of its last runs: {@code NAME.log} is the one of now, {@code
 * NAME.1.log} that of the run before it, and so on. Bounded in number and in bytes: a run that
 * writes more begins {@code NAME.log} anew, and {@code NAME.0.log} has what was in it before. Once
 * such a run is over, each of the two counts as a run.
 */
final class LogFiles {

  private static final int RUNS_KEPT = 5;

  /** Of each file; the end of a log says why the run ended. */
  private static final long BYTES_KEPT = 10L << 20;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final Path folder;
  private final String name;

  LogFiles(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** The log of the present run. */
  Path current() {
    return folder.resolve(name + ".log");
  }

  /** The log of an earlier run; 1 is the last one. */
  Path earlier(int run) {
    return folder.resolve(name + "." + run + ".log");
  }

  /** How long the log of the present run may become. */
  OutputLimit limit() {
    return new OutputLimit(BYTES_KEPT, earlier(0), BETWEEN_LOOKS);
  }

  /** Makes place for the log of a new run. */
  void startRun() throws IOException {
    Files.createDirectories(folder);
    countAsRun(earlier(0));
    countAsRun(current());
  }

  private void countAsRun(Path log) throws IOException {
    if (!Files.exists(log) || Files.size(log) == 0) {
      return;
    }
    for (int run = RUNS_KEPT - 1; run > 0; run--) {
      if (Files.exists(earlier(run))) {
        Files.move(earlier(run), earlier(run + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    keepEnd(log, earlier(1));
  }

  private static void keepEnd(Path log, Path target) throws IOException {
    long size = Files.size(log);
    if (size <= BYTES_KEPT) {
      Files.move(log, target, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long position = size - BYTES_KEPT;
      while (position < size) {
        position += from.transferTo(position, size - position, to);
      }
    }
    Files.delete(log);
  }
}

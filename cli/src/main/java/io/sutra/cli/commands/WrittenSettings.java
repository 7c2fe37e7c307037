package io.sutra.cli.commands;

import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Writes the settings of a start into the file of the instance, and back if nothing came of it. */
final class WrittenSettings {

  private WrittenSettings() {}

  /**
   * Starts with {@code settings} in the file. What could not be started is not remembered: when
   * {@code start} fails and nothing runs, the file is as it was, or is not there if it was not.
   *
   * @param runs whether anything runs
   */
  static void during(
      RememberedSettings before,
      RememberedSettings settings,
      BooleanSupplier runs,
      Runnable start) {
    if (settings.values().equals(before.values())) {
      start.run();
      return;
    }
    Path file = settings.file().path();
    boolean wasThere = Files.exists(file);
    settings.file().write();
    try {
      start.run();
    } catch (RuntimeException failure) {
      if (!runs.getAsBoolean()) {
        restore(before, file, wasThere, failure);
      }
      throw failure;
    }
  }

  private static void restore(
      RememberedSettings before, Path file, boolean wasThere, RuntimeException failure) {
    try {
      if (wasThere) {
        before.file().write();
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      failure.addSuppressed(
          new CommandFailure(file + " cannot be deleted: " + Problems.reason(e) + ".", e));
    } catch (CommandFailure e) {
      failure.addSuppressed(e);
    }
  }
}

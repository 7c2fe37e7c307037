package io.sutra.cli.instance;

import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;

/** Why something about a file failed, in words: many exceptions of Java's only name the file. */
public final class Problems {

  private Problems() {}

  /** A sentence's part, without the end stop; names the file that it is about. */
  public static String reason(IOException e) {
    return FailureReason.of(e);
  }

  /** As {@link #reason(IOException)}, for a disk that cannot be written too. */
  public static String reason(ReadOnlyFileSystemException e) {
    return FailureReason.of(e);
  }
}

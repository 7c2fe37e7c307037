package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.Locale;

/**
 * The disk is full, a quota is used up, or no file can be opened. Nothing was written; the log goes
 * on, and the next attempt may succeed.
 */
public final class NoSpaceException extends IOException {

  private static final long serialVersionUID = 1L;

  NoSpaceException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whether an error of the system is one of these: Java has no types for them. */
  static boolean is(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("too many open files");
  }
}

package io.sutra.cache.shard.wal;

import io.sutra.settings.FailureReason;
import java.io.IOException;

/**
 * The disk is full, a quota is used up, or no file can be opened. Nothing was written; the log goes
 * on, and the next attempt may succeed.
 */
public final class NoSpaceException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A lack of space that was noticed before anything was written. */
  public NoSpaceException(String message) {
    super(message);
  }

  NoSpaceException(IOException cause) {
    super(FailureReason.of(cause), cause);
  }
}

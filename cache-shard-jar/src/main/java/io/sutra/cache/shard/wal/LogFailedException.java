package io.sutra.cache.shard.wal;

import io.sutra.settings.FailureReason;
import java.io.IOException;

/**
 * The log failed, now or before; nothing is acknowledged any more and the process has to end. After
 * a failed fsync the system may say that the next one succeeded although the data is gone, so there
 * is no second attempt.
 */
public final class LogFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A failure with what caused it: the message names the file, the reason and the user. */
  public LogFailedException(Throwable cause) {
    super(
        "the log failed: "
            + FailureReason.of(cause)
            + " (the shard runs as "
            + FailureReason.user()
            + ")",
        cause);
  }
}

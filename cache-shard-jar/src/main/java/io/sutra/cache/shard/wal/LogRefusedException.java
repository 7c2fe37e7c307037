package io.sutra.cache.shard.wal;

import java.io.IOException;

/** A folder that the log does not start from. The message names the file and says what to do. */
public final class LogRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  LogRefusedException(String message) {
    super(message);
  }
}

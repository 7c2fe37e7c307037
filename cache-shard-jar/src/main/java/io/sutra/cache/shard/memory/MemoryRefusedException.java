package io.sutra.cache.shard.memory;

import java.io.IOException;

/** The memory cannot be reserved; the message says how much is missing and what to do. */
public final class MemoryRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A refusal with its reason. */
  public MemoryRefusedException(String message) {
    super(message);
  }
}

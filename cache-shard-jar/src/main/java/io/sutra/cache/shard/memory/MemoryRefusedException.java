package io.sutra.cache.shard.memory;

/** The memory cannot be reserved; the message says how much is missing and what to do. */
public final class MemoryRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A refusal with its reason. */
  public MemoryRefusedException(String message) {
    super(message);
  }
}

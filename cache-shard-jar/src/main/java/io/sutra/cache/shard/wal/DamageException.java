package io.sutra.cache.shard.wal;

/** Bytes that are not what was written. Recovery decides what becomes of it. */
final class DamageException extends Exception {

  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }
}

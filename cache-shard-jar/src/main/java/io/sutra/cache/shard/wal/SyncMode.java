package io.sutra.cache.shard.wal;

/** When the log is forced. */
public enum SyncMode {
  /** Before a put is acknowledged. */
  ALWAYS,
  /** Every second, and a second after the last write. */
  EVERYSEC,
  /** When the system likes to. */
  NONE
}

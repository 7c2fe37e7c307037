package io.sutra.cache.shard.wal;

/** What a batch needs room for. */
public enum WriteKind {
  /** Puts: they leave the reserve alone. */
  PUTS,
  /** Deletions and clears only: they may use the reserve, for they let space become free. */
  DELETIONS
}

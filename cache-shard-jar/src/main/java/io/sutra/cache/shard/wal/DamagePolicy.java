package io.sutra.cache.shard.wal;

/** What recovery does about corruption. A torn tail is cut under both. */
public enum DamagePolicy {
  /** Keep what comes before it, cut the rest into a {@code .broken} file, report. */
  PREFIX,
  /** Refuse to start. */
  STRICT
}

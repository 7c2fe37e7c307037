package io.sutra.cache.shard.wal;

/**
 * How the log is kept.
 *
 * @param sync when it is forced
 * @param damage what to do about corruption
 * @param segmentBytes from how many bytes on the next segment is begun
 */
public record LogSettings(SyncMode sync, DamagePolicy damage, long segmentBytes) {

  /** Segments of 64 MiB. */
  public static LogSettings of(SyncMode sync) {
    return new LogSettings(sync, DamagePolicy.PREFIX, 64L << 20);
  }
}

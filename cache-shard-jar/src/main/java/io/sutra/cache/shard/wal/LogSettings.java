package io.sutra.cache.shard.wal;

/**
 * How the log is kept.
 *
 * @param sync when it is fsynced
 * @param damage what to do about corruption
 * @param segmentBytes from how many bytes on the next segment is begun
 */
public record LogSettings(SyncMode sync, DamagePolicy damage, long segmentBytes) {

  /** Segments of 64 MiB. */
  public static LogSettings of(SyncMode sync) {
    return new LogSettings(sync, DamagePolicy.PREFIX, 64L << 20);
  }

  /** Bytes of zeros at the end of the log that only deletions may use. */
  long reserveBytes() {
    return Math.min(64 << 10, segmentBytes / 8);
  }

  /** Bytes by which the writer extends a segment when it has to do so itself. */
  long extensionBytes() {
    return Math.min(256 << 10, segmentBytes / 4);
  }
}

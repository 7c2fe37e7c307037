package io.sutra.cache.shard.wal;

import java.time.Duration;
import java.util.List;

/**
 * What recovery found.
 *
 * @param records records that were replayed, those of the snapshot included
 * @param bytes bytes that were read
 * @param segments segments of the log that were read
 * @param took from the first byte read to the log being ready to be written
 * @param newestTime the newest time in any record, milliseconds since 1970; 0 when there was none
 * @param corrupt whether something that had been on disk was lost
 * @param snapshotDamaged whether the snapshot should be written anew
 * @param findings what was cut and why, for a person; empty after a clean stop
 */
public record RecoveryReport(
    long records,
    long bytes,
    int segments,
    Duration took,
    long newestTime,
    boolean corrupt,
    boolean snapshotDamaged,
    List<String> findings) {

  /** Copies the findings. */
  public RecoveryReport {
    findings = List.copyOf(findings);
  }
}

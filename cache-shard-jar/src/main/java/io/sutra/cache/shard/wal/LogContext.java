package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * What every part of one log works with.
 *
 * @param disk the folder
 * @param errors tells a full disk from one that fails
 * @param publication how files come to be
 * @param settings how the log is kept
 * @param buffers all the memory outside the heap
 * @param checksum of records
 * @param clock milliseconds since 1970
 * @param metrics what was done
 */
record LogContext(
    Disk disk,
    DiskErrors errors,
    Publication publication,
    LogSettings settings,
    LogBuffers buffers,
    RecordChecksum checksum,
    LongSupplier clock,
    LogMetrics metrics) {

  static LogContext of(
      Disk disk,
      LogSettings settings,
      LogBuffers buffers,
      RecordChecksum checksum,
      LongSupplier clock) {
    return new LogContext(
        disk,
        new DiskErrors(disk),
        new Publication(disk),
        settings,
        buffers,
        checksum,
        clock,
        new LogMetrics());
  }

  /** Publishes a new segment with a reserve of so many zeros. */
  ActiveSegment publish(SegmentHeader header, long reserve) throws IOException {
    DiskFile file =
        publication.publish(
            header.kind().name(header.number()),
            header.encode(buffers.control()),
            buffers.zeros(reserve));
    return new ActiveSegment(
        this, file, header, SegmentHeader.BYTES, SegmentHeader.BYTES + reserve);
  }
}

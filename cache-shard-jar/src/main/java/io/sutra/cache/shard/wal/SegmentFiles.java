package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The finished files of a log: which there are, how many bytes of records they hold, and how they
 * are deleted. Deleting needs no space and no file handle.
 *
 * <p>Thread-safe.
 */
final class SegmentFiles {

  private final LogContext context;

  /** Finished segments, with their bytes of records. */
  private final TreeMap<Long, Long> finished = new TreeMap<>();

  /** Snapshots, with their bytes. */
  private final TreeMap<Long, Long> snapshots = new TreeMap<>();

  /**
   * The files that recovery found.
   *
   * @param finished segments before the one that is written to, with their bytes of records
   * @param snapshots with their bytes
   */
  SegmentFiles(LogContext context, Map<Long, Long> finished, Map<Long, Long> snapshots) {
    this.context = context;
    this.finished.putAll(finished);
    this.snapshots.putAll(snapshots);
  }

  synchronized void finished(ActiveSegment segment) {
    finished.put(segment.header().number(), segment.recordBytes());
  }

  synchronized void addSnapshot(long number, long bytes) {
    snapshots.put(number, bytes);
  }

  /** Finished segments. */
  synchronized int count() {
    return finished.size();
  }

  /** Bytes of records in them. */
  synchronized long recordBytes() {
    return finished.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes of the snapshots. */
  synchronized long snapshotBytes() {
    return snapshots.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Deletes segments and snapshots before a number. */
  synchronized void deleteBefore(long segment) throws IOException {
    List<Long> older = new ArrayList<>(finished.headMap(segment).keySet());
    List<Long> olderSnapshots = new ArrayList<>(snapshots.headMap(segment).keySet());
    // A snapshot must not outlive the segments that follow it.
    for (long number : olderSnapshots) {
      context.disk().delete(SegmentHeader.Kind.SNAPSHOT.name(number));
      snapshots.remove(number);
    }
    for (long number : older) {
      context.disk().delete(SegmentHeader.Kind.SEGMENT.name(number));
      finished.remove(number);
    }
    if (!older.isEmpty() || !olderSnapshots.isEmpty()) {
      context.disk().force();
    }
  }

  /**
   * Deletes what no log reads: copies of what recovery cut off, and temporary files that nobody
   * writes.
   *
   * @return how many files
   */
  int deleteSetAside() throws IOException {
    int deleted = 0;
    for (String name : context.disk().list()) {
      if (LogRepair.isSetAside(name)
          || (Publication.isTemporary(name) && !context.publication().isUnfinished(name))) {
        context.disk().delete(name);
        deleted++;
      }
    }
    if (deleted > 0) {
      context.disk().force();
    }
    return deleted;
  }
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a log's folder, sorted out.
 *
 * @param segments numbers of the segments that are to be replayed, in order and without a gap
 * @param snapshot the number of the newest snapshot, or 0
 * @param superfluous segments and snapshots that a newer snapshot replaces
 * @param identity whether there is an identity file
 */
record LogFolder(List<Long> segments, long snapshot, List<String> superfluous, boolean identity) {

  /**
   * Sorts the files out, and deletes the temporary ones.
   *
   * @throws LogRefusedException when a file is missing or has no place here
   */
  static LogFolder read(Disk disk) throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : disk.list()) {
      if (Publication.isTemporary(name)) {
        disk.delete(name);
      } else {
        names.add(name);
      }
    }
    long snapshot = 0;
    for (String name : names) {
      if (SegmentHeader.Kind.SNAPSHOT.names(name)) {
        snapshot = Math.max(snapshot, SegmentHeader.Kind.number(name));
      }
    }
    List<Long> segments = new ArrayList<>();
    List<String> superfluous = new ArrayList<>();
    for (String name : names) {
      boolean segment = SegmentHeader.Kind.SEGMENT.names(name);
      if (segment || SegmentHeader.Kind.SNAPSHOT.names(name)) {
        long number = SegmentHeader.Kind.number(name);
        if (number < snapshot) {
          superfluous.add(name);
        } else if (segment) {
          segments.add(number);
        }
      } else if (name.endsWith(".wal") || name.endsWith(".snap")) {
        throw new LogRefusedException(
            name + " has no place in the log: a copy? Move it out of the folder and start again");
      }
    }
    boolean identity = names.contains(ShardIdentity.NAME);
    long expected = Math.max(snapshot, 1);
    if (segments.isEmpty() && (identity || snapshot > 0)) {
      throw missing(expected);
    }
    for (long number : segments) {
      if (number != expected) {
        throw missing(expected);
      }
      expected++;
    }
    return new LogFolder(segments, snapshot, superfluous, identity);
  }

  static LogRefusedException missing(long number) {
    return new LogRefusedException(
        SegmentHeader.Kind.SEGMENT.name(number)
            + " is missing: it was deleted or moved, or a snapshot that replaces it was. Put it"
            + " back, or restore the whole folder from a copy; to begin empty, empty the folder");
  }
}

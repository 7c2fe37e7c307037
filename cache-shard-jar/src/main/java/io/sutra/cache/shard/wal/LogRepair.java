package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Sets aside what recovery cuts off. Each step can be interrupted and is then done again. */
final class LogRepair {

  private static final String BROKEN = ".broken";
  private static final int PIECE = 1 << 20;

  private final Disk disk;
  private final RecordChecksum checksum;

  LogRepair(Disk disk, RecordChecksum checksum) {
    this.disk = disk;
    this.checksum = checksum;
  }

  /** Copies a file beside itself, forced, before something is cut from it. */
  void copyToBroken(String name, DiskFile file) throws IOException {
    String broken = free(name);
    long size = file.size();
    try (DiskFile copy = disk.create(Publication.temporary(broken))) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long at = 0; at < size; at += PIECE) {
        file.read(piece.clear(), at);
        copy.write(piece.flip(), at);
      }
      Publication.finish(disk, Publication.temporary(broken), broken, copy);
    }
  }

  /** Renames segments, the last first: those that stay are without a gap at every step. */
  void setAside(List<Long> segments) throws IOException {
    for (long number : segments.reversed()) {
      String name = SegmentHeader.Kind.SEGMENT.name(number);
      disk.rename(name, free(name));
      disk.force();
    }
  }

  /** The highest sequence number from `least` on that these segments know to be on disk, or -1. */
  long durableIn(List<Long> segments, long least) throws IOException {
    long durable = -1;
    for (long number : segments) {
      String name = SegmentHeader.Kind.SEGMENT.name(number);
      try (DiskFile file = disk.open(name)) {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.read(bytes, 0);
        SegmentHeader header = SegmentHeader.decode(SegmentHeader.Kind.SEGMENT, name, bytes.flip());
        TailInspector records =
            TailInspector.inspect(file, SegmentHeader.BYTES, header.seed(), checksum, least);
        durable = Math.max(durable, Math.max(header.durable(), records.durable()));
      } catch (DamageException e) {
        // A header was on disk, forced, before its segment had a name: this is damage for certain,
        // and it proves that what came before the segment had been written, not that it was forced.
        System.getLogger(LogRepair.class.getName())
            .log(System.Logger.Level.DEBUG, "no evidence: {0}", e.getMessage());
      }
    }
    return durable;
  }

  private String free(String name) throws IOException {
    List<String> names = disk.list();
    String broken = name + BROKEN;
    for (int i = 2; names.contains(broken); i++) {
      broken = name + BROKEN + "." + i;
    }
    return broken;
  }
}

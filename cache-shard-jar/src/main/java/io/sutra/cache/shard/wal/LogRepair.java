package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Sets aside what recovery cuts off. Each step can be interrupted and is then done again. */
final class LogRepair {

  private static final String BROKEN = ".broken";

  /** A copy is for a person; it must not take the last of the space. */
  private static final long LEFT_FREE = 1 << 20;

  private final LogContext context;

  LogRepair(LogContext context) {
    this.context = context;
  }

  /** Whether a file of that name is such a copy. */
  static boolean isSetAside(String name) {
    return name.contains(BROKEN) && !Publication.isTemporary(name);
  }

  /**
   * Copies what is to be cut from a file beside it, forced.
   *
   * @param from the first byte that is cut
   * @param to the end of what is worth keeping
   * @return what was done, as a part of a sentence
   */
  String copyToBroken(String name, DiskFile file, long from, long to) throws IOException {
    Disk disk = context.disk();
    if (disk.usable() < to - from + LEFT_FREE) {
      return "what was cut is not kept, for there is no room";
    }
    Publication publication = context.publication();
    String broken = free(name);
    String temporary = Publication.temporary(broken);
    try {
      DiskFile copy = publication.create(temporary);
      ByteBuffer window = context.buffers().window();
      for (long at = from; at < to; at += window.limit()) {
        window.clear().limit((int) Math.min(window.capacity(), to - at));
        if (file.read(window, at) < window.limit()) {
          throw new IOException(name + " became shorter while it was read");
        }
        publication.write(temporary, copy, window.flip(), at - from);
      }
      publication.finish(temporary, broken, copy);
      copy.close();
      return "what was cut is in " + broken;
    } catch (NoSpaceException e) {
      return "what was cut is not kept, for there is no room";
    }
  }

  /** Renames segments, the last first: those that stay are without a gap at every step. */
  void setAside(List<Long> segments) throws IOException {
    for (long number : segments.reversed()) {
      String name = SegmentHeader.Kind.SEGMENT.name(number);
      context.disk().rename(name, free(name));
      context.disk().force();
    }
  }

  /** The highest sequence number from `least` on that these segments know to be on disk, or -1. */
  long durableIn(List<Long> segments, long least) throws IOException {
    long durable = -1;
    for (long number : segments) {
      String name = SegmentHeader.Kind.SEGMENT.name(number);
      try (DiskFile file = context.disk().open(name)) {
        ByteBuffer bytes = context.buffers().control().limit(SegmentHeader.BYTES);
        file.read(bytes, 0);
        SegmentHeader header = SegmentHeader.decode(SegmentHeader.Kind.SEGMENT, name, bytes.flip());
        TailInspector records = inspect(file, SegmentHeader.BYTES, header, least);
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

  TailInspector inspect(DiskFile file, long from, SegmentHeader header, long expected)
      throws IOException {
    return TailInspector.inspect(
        file, from, header, context.checksum(), expected, context.buffers().window());
  }

  private String free(String name) throws IOException {
    List<String> names = context.disk().list();
    String broken = name + BROKEN;
    for (int i = 2; names.contains(broken); i++) {
      broken = name + BROKEN + "." + i;
    }
    return broken;
  }
}

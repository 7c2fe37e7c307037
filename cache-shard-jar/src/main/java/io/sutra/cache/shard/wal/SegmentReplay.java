package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replays the segments in order, checks that each continues the one before, and cuts the log where
 * it ends. Used once, by one thread.
 */
final class SegmentReplay {

  private final LogContext context;
  private final Replayer replayer;
  private final LogRepair repair;
  private final RecoveryFindings findings;
  private final @Nullable UUID shard;
  private final TreeMap<Long, Long> finished = new TreeMap<>();

  /**
   * A replay.
   *
   * @param shard the folder's identity; null when it is not known
   */
  SegmentReplay(
      LogContext context,
      Replayer replayer,
      LogRepair repair,
      RecoveryFindings findings,
      @Nullable UUID shard) {
    this.context = context;
    this.replayer = replayer;
    this.repair = repair;
    this.findings = findings;
    this.shard = shard;
  }

  /** Segments before the last one, with their bytes of records. */
  Map<Long, Long> finished() {
    return finished;
  }

  /** Begins an empty log. */
  LogPosition begin(long number, long firstSequence, UUID id) throws IOException {
    return at(context.publish(first(number, firstSequence, id), reserve()), firstSequence);
  }

  private long reserve() {
    return context.settings().reserveBytes();
  }

  private static LogPosition at(ActiveSegment segment, long firstSequence) {
    return new LogPosition(segment, firstSequence - 1, 0, false);
  }

  private SegmentHeader first(long number, long firstSequence, UUID id) {
    return new SegmentHeader(
        SegmentHeader.Kind.SEGMENT,
        RecordFormat.CURRENT,
        id,
        number,
        firstSequence,
        firstSequence - 1,
        0,
        context.clock().getAsLong(),
        firstSequence - 1);
  }

  /**
   * Replays segments.
   *
   * @param firstSequence the first sequence number of the first segment, 0 when it is not known
   */
  LogPosition replay(List<Long> numbers, long firstSequence) throws IOException {
    LogPosition end = null;
    for (int i = 0; i < numbers.size(); i++) {
      String name = SegmentHeader.Kind.SEGMENT.name(numbers.get(i));
      DiskFile file = context.disk().open(name);
      SegmentHeader header;
      try {
        header = header(SegmentHeader.Kind.SEGMENT, name, file);
      } catch (DamageException e) {
        file.close();
        findings.addCorruption(String.valueOf(e.getMessage()));
        return beginAgain(numbers, i, end, firstSequence);
      }
      if (end == null) {
        checkFirst(name, header, firstSequence);
      } else if (!continues(header, end)) {
        file.close();
        findings.add(name + " does not continue the segment before it");
        return cut(numbers, i - 1, end);
      } else {
        finish(end.last());
      }
      Replayer.End read = replayer.replay(file, header, header.firstSequence());
      end = position(file, header, read);
      if (read.sealed()) {
        if (i == numbers.size() - 1) {
          throw LogFolder.missing(header.number() + 1);
        }
      } else if (!repair.inspect(file, read.offset(), header, read.nextSequence()).zeros()) {
        return cut(numbers, i, end);
      }
    }
    if (end == null) {
      throw new IllegalStateException("a folder without segments has nothing to replay");
    }
    end.last().file().force();
    return end;
  }

  private static void checkFirst(String name, SegmentHeader header, long firstSequence)
      throws LogRefusedException {
    if (firstSequence != 0 && header.firstSequence() != firstSequence) {
      throw new LogRefusedException(
          name
              + " begins with sequence number "
              + header.firstSequence()
              + " where "
              + firstSequence
              + " belongs: a snapshot is missing, or the file is of another time");
    }
  }

  private static boolean continues(SegmentHeader header, LogPosition end) {
    return header.previousLast() == end.sequence()
        && header.previousChecksum() == end.checksum()
        && header.firstSequence() == end.sequence() + 1;
  }

  private void finish(ActiveSegment segment) throws IOException {
    segment.file().force();
    segment.file().close();
    finished.put(segment.header().number(), segment.recordBytes());
  }

  private LogPosition position(DiskFile file, SegmentHeader header, Replayer.End read)
      throws IOException {
    boolean empty = read.lastType() == 0;
    // The second mark of a pair begins at a sector.
    boolean marked =
        read.lastType() == RecordFormat.MARK
            && (read.offset() - header.format().headerBytes()) % RecordFormat.SECTOR == 0;
    return new LogPosition(
        new ActiveSegment(context, file, header, read.offset(), file.size()),
        read.nextSequence() - 1,
        empty ? header.previousChecksum() : read.lastChecksum(),
        marked);
  }

  /** A segment's header is damaged: nothing of it can be read. */
  private LogPosition beginAgain(
      List<Long> numbers, int index, @Nullable LogPosition end, long firstSequence)
      throws IOException {
    if (end != null) {
      return cut(numbers, index - 1, end);
    }
    long number = numbers.get(index);
    String name = SegmentHeader.Kind.SEGMENT.name(number);
    try (DiskFile file = context.disk().open(name)) {
      findings.addToLast(repair.copyToBroken(name, file, 0, file.size()));
    }
    repair.setAside(numbers.subList(index + 1, numbers.size()));
    UUID id = shard == null ? UUID.randomUUID() : shard;
    long first = Math.max(1, firstSequence);
    try {
      return begin(number, first, id);
    } catch (NoSpaceException e) {
      return beginInPlace(name, first(number, first, id));
    }
  }

  /** Begins in the file of a damaged segment. A crash in between leaves a damaged header again. */
  private LogPosition beginInPlace(String name, SegmentHeader header) throws IOException {
    DiskFile file = context.disk().open(name);
    file.truncate(0);
    ByteBuffer head = header.encode(context.buffers().control());
    try {
      file.write(head, 0);
    } catch (IOException e) {
      file.close();
      throw context.errors().ofWrite(e, SegmentHeader.BYTES);
    }
    file.force();
    return at(
        new ActiveSegment(context, file, header, SegmentHeader.BYTES, SegmentHeader.BYTES),
        header.firstSequence());
  }

  /** Ends the log inside a segment: the rest of it, and the segments after it, are set aside. */
  private LogPosition cut(List<Long> numbers, int index, LogPosition end) throws IOException {
    ActiveSegment segment = end.last();
    String name = SegmentHeader.Kind.SEGMENT.name(numbers.get(index));
    List<Long> later = numbers.subList(index + 1, numbers.size());
    long lost = end.sequence() + 1;
    TailInspector tail = repair.inspect(segment.file(), segment.position(), segment.header(), lost);
    long known = Math.max(tail.durable(), repair.durableIn(later, lost));
    boolean damaged = known >= lost;
    String finding =
        name
            + (damaged ? " is corrupt" : " has a torn tail")
            + " at byte "
            + segment.position()
            + ": the log is cut after sequence number "
            + end.sequence()
            + (damaged ? ", although " + known + " had been on disk" : "");
    if (damaged) {
      findings.addCorruption(finding);
    } else {
      findings.add(finding);
    }
    if (!tail.zeros()) {
      findings.addToLast(repair.copyToBroken(name, segment.file(), segment.position(), tail.end()));
    }
    segment.file().truncate(segment.position());
    segment.file().force();
    repair.setAside(later);
    return new LogPosition(
        new ActiveSegment(
            context, segment.file(), segment.header(), segment.position(), segment.position()),
        end.sequence(),
        end.checksum(),
        false);
  }

  /** Reads the header of a file of this shard. */
  SegmentHeader header(SegmentHeader.Kind kind, String name, DiskFile file)
      throws IOException, DamageException {
    ByteBuffer bytes = context.buffers().control().limit(SegmentHeader.BYTES);
    file.read(bytes, 0);
    SegmentHeader header = SegmentHeader.decode(kind, name, bytes.flip());
    if (shard != null && !shard.equals(header.shard())) {
      throw new LogRefusedException(
          name + " belongs to another shard: put it back where it came from");
    }
    return header;
  }
}

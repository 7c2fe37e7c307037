package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder's log, repairs its end and opens it for writing. The rules are in the package
 * text.
 *
 * <p>Used once, by one thread.
 */
public final class LogRecovery {

  private final Disk disk;
  private final LogSettings settings;
  private final RecordChecksum checksum;
  private final LongSupplier clock;
  private final Consumer<LogFailedException> onFailure;
  private final LogRepair repair;
  private final Replayer replayer;
  private final List<String> findings = new ArrayList<>();
  private @Nullable UUID shard;
  private boolean corrupt;
  private boolean snapshotDamaged;

  private LogRecovery(
      Disk disk,
      LogSettings settings,
      RecordChecksum checksum,
      LongSupplier clock,
      Consumer<LogFailedException> onFailure,
      Replayer replayer) {
    this.disk = disk;
    this.settings = settings;
    this.checksum = checksum;
    this.clock = clock;
    this.onFailure = onFailure;
    this.replayer = replayer;
    this.repair = new LogRepair(disk, checksum);
  }

  /**
   * A log, ready to be written, and what was found in it.
   *
   * @param log the log, in a segment of its own
   * @param report for the banner and the metrics
   */
  public record Recovered(WriteAheadLog log, RecoveryReport report) {}

  /**
   * Recovers.
   *
   * @param clock the shard's clock, milliseconds since 1970; asked only after the replay
   * @param target gets what was recovered
   * @param onFailure is told of the first failure of the log that is opened, once
   * @throws LogRefusedException when a file is missing, foreign or of a future version, or is
   *     corrupt under {@code strict}
   * @throws IOException when the disk fails
   */
  public static Recovered recover(
      Disk disk,
      LogSettings settings,
      RecordChecksum checksum,
      LongSupplier clock,
      ReplayTarget target,
      Consumer<LogFailedException> onFailure)
      throws IOException {
    try (BlockReader reader = new BlockReader(checksum, target)) {
      Replayer replayer = new Replayer(reader, target);
      return new LogRecovery(disk, settings, checksum, clock, onFailure, replayer).run();
    }
  }

  private Recovered run() throws IOException {
    long began = System.nanoTime();
    LogFolder folder = LogFolder.read(disk);
    // A killed process leaves names that are seen and not on disk: they must not vanish later.
    disk.force();
    readIdentity(folder);
    LogPosition end;
    if (folder.segments().isEmpty()) {
      end = begin(1, 1, UUID.randomUUID());
    } else {
      end = replayAll(folder);
    }
    UUID known = end.last().header().shard();
    if (shard == null) {
      ShardIdentity.write(disk, known);
    }
    int existing = (int) disk.list().stream().filter(SegmentHeader.Kind.SEGMENT::names).count();
    WriteAheadLog log =
        new WriteAheadLog(disk, settings, checksum, clock, onFailure, end, existing);
    if (!folder.segments().isEmpty()) {
      log.roll();
      for (String name : folder.superfluous()) {
        disk.delete(name);
      }
      disk.force();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Recovered(
        log,
        new RecoveryReport(
            replayer.records(),
            replayer.bytes(),
            folder.segments().size(),
            took,
            replayer.newestTime(),
            corrupt,
            snapshotDamaged,
            findings));
  }

  private void readIdentity(LogFolder folder) throws IOException {
    if (!folder.identity()) {
      return;
    }
    try {
      shard = ShardIdentity.read(disk);
    } catch (DamageException e) {
      findings.add(e.getMessage() + "; it is written anew from the log");
    }
  }

  private LogPosition begin(long number, long firstSequence, UUID id) throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.Kind.SEGMENT,
            id,
            number,
            firstSequence,
            firstSequence - 1,
            0,
            clock.getAsLong(),
            firstSequence - 1);
    String name = SegmentHeader.Kind.SEGMENT.name(number);
    DiskFile file = Publication.publish(disk, name, header.encode());
    ActiveSegment segment =
        new ActiveSegment(
            new DiskErrors(disk),
            file,
            header,
            SegmentHeader.BYTES,
            SegmentHeader.BYTES,
            settings.segmentBytes());
    return new LogPosition(segment, firstSequence - 1, 0);
  }

  private LogPosition replayAll(LogFolder folder) throws IOException {
    SnapshotEnd snapshot = replaySnapshot(folder.snapshot());
    LogPosition end = replaySegments(folder.segments(), snapshot.firstSequence());
    if (end.sequence() < snapshot.highest()) {
      corrupt = true;
      findings.add(
          "the log ends at "
              + end.sequence()
              + " although "
              + snapshot.highest()
              + " had been on disk");
      refuseIfStrict();
    }
    return end;
  }

  /** Where the log goes on after the snapshot, 0 when that is not known, and what it contains. */
  private record SnapshotEnd(long firstSequence, long highest) {}

  private SnapshotEnd replaySnapshot(long number) throws IOException {
    if (number == 0) {
      return new SnapshotEnd(1, 0);
    }
    String name = SegmentHeader.Kind.SNAPSHOT.name(number);
    long firstSequence = 0;
    String problem;
    try (DiskFile file = disk.open(name)) {
      SegmentHeader header = header(SegmentHeader.Kind.SNAPSHOT, name, file);
      firstSequence = header.firstSequence();
      Replayer.End end = replayer.replay(file, header.seed(), 1);
      if (end.lastType() == RecordFormat.END) {
        return new SnapshotEnd(firstSequence, end.lastDurable());
      }
      problem = name + " is damaged at byte " + end.offset();
      repair.copyToBroken(name, file);
    } catch (DamageException e) {
      problem = e.getMessage();
    }
    corrupt = true;
    snapshotDamaged = true;
    findings.add(problem + "; what precedes it is kept, the log is replayed after it");
    refuseIfStrict();
    return new SnapshotEnd(firstSequence, 0);
  }

  private LogPosition replaySegments(List<Long> numbers, long firstSequence) throws IOException {
    LogPosition end = null;
    for (int i = 0; i < numbers.size(); i++) {
      String name = SegmentHeader.Kind.SEGMENT.name(numbers.get(i));
      DiskFile file = disk.open(name);
      SegmentHeader header;
      try {
        header = header(SegmentHeader.Kind.SEGMENT, name, file);
      } catch (DamageException e) {
        file.close();
        findings.add(e.getMessage());
        corrupt = true;
        refuseIfStrict();
        return beginAgain(numbers, i, end, firstSequence);
      }
      if (end == null) {
        if (firstSequence != 0 && header.firstSequence() != firstSequence) {
          throw new LogRefusedException(
              name
                  + " begins with sequence number "
                  + header.firstSequence()
                  + " where "
                  + firstSequence
                  + " belongs: a snapshot is missing, or the file is of another time");
        }
      } else if (header.previousLast() != end.sequence()
          || header.previousChecksum() != end.checksum()
          || header.firstSequence() != end.sequence() + 1) {
        file.close();
        findings.add(name + " does not continue the segment before it");
        return cut(numbers, i - 1, end);
      } else {
        end.last().file().force();
        end.last().file().close();
      }
      Replayer.End read = replayer.replay(file, header.seed(), header.firstSequence());
      int lastChecksum = read.lastType() == 0 ? header.previousChecksum() : read.lastChecksum();
      end =
          new LogPosition(
              new ActiveSegment(
                  new DiskErrors(disk),
                  file,
                  header,
                  read.offset(),
                  file.size(),
                  settings.segmentBytes()),
              read.nextSequence() - 1,
              lastChecksum);
      boolean last = i == numbers.size() - 1;
      if (read.sealed()) {
        if (last) {
          throw LogFolder.missing(header.number() + 1);
        }
      } else {
        TailInspector tail =
            TailInspector.inspect(
                file, read.offset(), header.seed(), checksum, read.nextSequence());
        if (!tail.zeros()) {
          return cut(numbers, i, end);
        }
      }
    }
    if (end == null) {
      throw new IllegalStateException("a folder without segments has nothing to replay");
    }
    end.last().file().truncate(end.last().position());
    end.last().file().force();
    return end;
  }

  /** A segment's header is damaged: nothing of it can be read. */
  private LogPosition beginAgain(
      List<Long> numbers, int index, @Nullable LogPosition end, long firstSequence)
      throws IOException {
    if (end != null) {
      return cut(numbers, index - 1, end);
    }
    String name = SegmentHeader.Kind.SEGMENT.name(numbers.get(index));
    try (DiskFile file = disk.open(name)) {
      repair.copyToBroken(name, file);
    }
    repair.setAside(numbers.subList(index + 1, numbers.size()));
    UUID id = shard == null ? UUID.randomUUID() : shard;
    return begin(numbers.get(index), Math.max(1, firstSequence), id);
  }

  /** Ends the log inside a segment: the rest of it, and the segments after it, are set aside. */
  private LogPosition cut(List<Long> numbers, int index, LogPosition end) throws IOException {
    ActiveSegment segment = end.last();
    String name = SegmentHeader.Kind.SEGMENT.name(numbers.get(index));
    List<Long> later = numbers.subList(index + 1, numbers.size());
    long lost = end.sequence() + 1;
    TailInspector tail =
        TailInspector.inspect(
            segment.file(), segment.position(), segment.header().seed(), checksum, lost);
    long known = Math.max(tail.durable(), repair.durableIn(later, lost));
    boolean damaged = known >= lost;
    findings.add(
        name
            + (damaged ? " is corrupt" : " has a torn tail")
            + " at byte "
            + segment.position()
            + ": the log is cut after sequence number "
            + end.sequence()
            + (damaged ? ", although " + known + " had been on disk" : ""));
    if (damaged) {
      corrupt = true;
      refuseIfStrict();
    }
    if (!tail.zeros()) {
      repair.copyToBroken(name, segment.file());
    }
    segment.file().truncate(segment.position());
    segment.file().force();
    repair.setAside(later);
    return new LogPosition(
        new ActiveSegment(
            new DiskErrors(disk),
            segment.file(),
            segment.header(),
            segment.position(),
            segment.position(),
            settings.segmentBytes()),
        end.sequence(),
        end.checksum());
  }

  private void refuseIfStrict() throws LogRefusedException {
    if (settings.damage() == DamagePolicy.STRICT) {
      throw new LogRefusedException(
          String.join("; ", findings)
              + ". Restore the folder from a copy, or start with the damage policy `prefix` to keep"
              + " what precedes the damage");
    }
  }

  private SegmentHeader header(SegmentHeader.Kind kind, String name, DiskFile file)
      throws IOException, DamageException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(bytes, 0);
    SegmentHeader header = SegmentHeader.decode(kind, name, bytes.flip());
    if (shard != null && !shard.equals(header.shard())) {
      throw new LogRefusedException(
          name + " belongs to another shard: put it back where it came from");
    }
    return header;
  }
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder's log, repairs its end and opens it for writing. The rules are in the package
 * text. What exists is recovered without a free byte: the end is cut in place, and the log goes on
 * in its last segment.
 *
 * <p>Used once, by one thread.
 */
public final class LogRecovery {

  private final LogContext context;
  private final Disk disk;
  private final FailureLatch latch;
  private final RecoveryFindings findings;
  private final LogRepair repair;
  private final Replayer replayer;

  private LogRecovery(LogContext context, FailureLatch latch, Replayer replayer) {
    this.context = context;
    this.disk = context.disk();
    this.latch = latch;
    this.replayer = replayer;
    this.findings = new RecoveryFindings(context.settings().damage());
    this.repair = new LogRepair(context);
  }

  /**
   * A log, ready to be written, and what was found in it.
   *
   * @param log the log
   * @param report for the banner and the metrics
   */
  public record Recovered(WriteAheadLog log, RecoveryReport report) {}

  /**
   * Recovers.
   *
   * @param buffers all the memory outside the heap that recovery and the log will use
   * @param clock the shard's clock, milliseconds since 1970; asked only after the replay
   * @param target gets what was recovered
   * @param onFailure is told of the first failure of the log that is opened, once
   * @throws LogRefusedException when a file is missing, foreign or of a future version, or is
   *     corrupt under {@code strict}
   * @throws NoSpaceException when the folder is new and has no room for a log
   * @throws IOException when the disk fails
   */
  public static Recovered recover(
      Disk disk,
      LogSettings settings,
      LogBuffers buffers,
      RecordChecksum checksum,
      LongSupplier clock,
      ReplayTarget target,
      Consumer<LogFailedException> onFailure)
      throws IOException {
    LogContext context = LogContext.of(disk, settings, buffers, checksum, clock);
    try (BlockReader reader = new BlockReader(checksum, target, buffers.blocks())) {
      Replayer replayer = new Replayer(reader, target);
      return new LogRecovery(context, new FailureLatch(onFailure), replayer).run();
    }
  }

  private Recovered run() throws IOException {
    long began = System.nanoTime();
    LogFolder folder = LogFolder.read(disk);
    // A killed process leaves names that are seen and not on disk: they must not vanish later.
    disk.force();
    UUID known = readIdentity(folder);
    SegmentReplay segments = new SegmentReplay(context, replayer, repair, findings, known);
    LogPosition end =
        folder.segments().isEmpty()
            ? segments.begin(1, 1, UUID.randomUUID())
            : replayAll(folder, segments);
    if (known == null) {
      writeIdentity(end.last().header().shard());
    }
    for (String name : folder.superfluous()) {
      disk.delete(name);
    }
    disk.force();
    if (!end.last().keepReserve()) {
      context.metrics().adviceFailed();
    }
    SegmentFiles files = new SegmentFiles(context, segments.finished(), snapshots(folder));
    WriteAheadLog log = new WriteAheadLog(context, latch, end, files);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Recovered(
        log,
        new RecoveryReport(
            replayer.records(),
            replayer.bytes(),
            folder.segments().size(),
            took,
            replayer.newestTime(),
            findings.isCorrupt(),
            findings.isSnapshotDamaged(),
            findings.all()));
  }

  private Map<Long, Long> snapshots(LogFolder folder) throws IOException {
    long number = folder.snapshot();
    if (number == 0) {
      return Map.of();
    }
    try (DiskFile file = disk.open(SegmentHeader.Kind.SNAPSHOT.name(number))) {
      return Map.of(number, file.size());
    }
  }

  private @Nullable UUID readIdentity(LogFolder folder) throws IOException {
    if (!folder.identity()) {
      return null;
    }
    try {
      return ShardIdentity.read(disk, context.buffers().control());
    } catch (DamageException e) {
      findings.add(e.getMessage() + "; it is written anew from the log");
      return null;
    }
  }

  private void writeIdentity(UUID shard) throws IOException {
    try {
      ShardIdentity.write(context.publication(), context.buffers().control(), shard);
    } catch (NoSpaceException e) {
      findings.add("the shard's identity cannot be written now: " + e.getMessage());
    }
  }

  private LogPosition replayAll(LogFolder folder, SegmentReplay segments) throws IOException {
    SnapshotEnd snapshot = replaySnapshot(folder.snapshot(), segments);
    LogPosition end = segments.replay(folder.segments(), snapshot.firstSequence());
    if (end.sequence() < snapshot.highest()) {
      findings.addCorruption(
          "the log ends at "
              + end.sequence()
              + " although "
              + snapshot.highest()
              + " had been on disk");
    }
    return end;
  }

  /** Where the log goes on after the snapshot, 0 when that is not known, and what it contains. */
  private record SnapshotEnd(long firstSequence, long highest) {}

  private SnapshotEnd replaySnapshot(long number, SegmentReplay segments) throws IOException {
    if (number == 0) {
      return new SnapshotEnd(1, 0);
    }
    String name = SegmentHeader.Kind.SNAPSHOT.name(number);
    long firstSequence = 0;
    String problem;
    try (DiskFile file = disk.open(name)) {
      SegmentHeader header = segments.header(SegmentHeader.Kind.SNAPSHOT, name, file);
      firstSequence = header.firstSequence();
      Replayer.End end = replayer.replay(file, header, 1);
      if (end.lastType() == RecordFormat.END) {
        return new SnapshotEnd(firstSequence, end.lastDurable());
      }
      problem =
          name
              + " is damaged at byte "
              + end.offset()
              + ": "
              + repair.copyToBroken(name, file, end.offset(), file.size());
    } catch (DamageException e) {
      problem = e.getMessage();
    }
    findings.addSnapshotCorruption(
        problem + "; what precedes it is kept, the log is replayed after it");
    return new SnapshotEnd(firstSequence, 0);
  }
}

package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The log while it is written.
 *
 * <p>{@link #begin}, {@link #append}, {@link #roll} and {@link #mark} belong to one writer at a
 * time; the others may be used by any thread. Every {@link IOException} of a write or an fsync that
 * is not a {@link NoSpaceException} is latched: whatever is asked afterwards fails with it.
 */
public final class WriteAheadLog implements Closeable {

  /** Where fsyncs are due every second, a log with older bytes may have a disk that hangs. */
  private static final Duration CALM = Duration.ofSeconds(1);

  private final LogContext context;
  private final LogSettings settings;
  private final FailureLatch latch;
  private final ZerosAhead ahead;
  private final LogSync log;
  private final SegmentFiles files;
  private final LogWriter writer;

  /** Goes on after a recovery, or begins. */
  WriteAheadLog(LogContext context, FailureLatch latch, LogPosition end, SegmentFiles files) {
    this.context = context;
    this.settings = context.settings();
    this.latch = latch;
    this.ahead = new ZerosAhead(context);
    this.log = new LogSync(context.metrics(), end);
    this.files = files;
    this.writer = new LogWriter(context, log, ahead, files, end);
  }

  /**
   * Begins a batch, in a new segment when this one is full. A batch that was begun before and not
   * appended is given up.
   *
   * @throws NoSpaceException when a new segment is needed and cannot be made
   */
  public LogBatch begin() throws IOException {
    latch.guard(writer::begin);
    return writer.batch();
  }

  /**
   * Writes a batch; it survives the process from here on, and a power loss after {@link #sync}.
   *
   * @param kind deletions may use the reserve
   * @throws NoSpaceException when there is no room for it: nothing of it is in the log
   */
  public void append(LogBatch full, WriteKind kind) throws IOException {
    latch.guard(() -> writer.append(full, kind));
  }

  /** Forces all that was written when this was called. */
  public void sync() throws IOException {
    latch.guard(log::sync);
  }

  /**
   * Begins the next segment. Under {@code always} the one before is forced first; else it is forced
   * before this one, whenever that is. On a full disk the space that the segment holds ahead
   * becomes that of the next one.
   *
   * @return the new segment's number
   * @throws NoSpaceException when it cannot be made; the segment before stays in use
   */
  public long roll() throws IOException {
    latch.guard(() -> writer.roll(true));
    return segmentNumber();
  }

  /**
   * Ends the log for now: when everything is on disk and the last record is not such a mark yet,
   * two marks are written that let damage to the records before them be told from the end of the
   * log. Without room there are none.
   *
   * @return whether marks were written, which are then to be fsynced
   */
  public boolean mark() throws IOException {
    latch.check();
    if (!writer.wantsMark()) {
      return false;
    }
    latch.guard(writer::mark);
    return log.written() != log.durable();
  }

  /** Whether {@link #allocate} should be called: under {@code always} only. */
  public boolean wantsAllocation() {
    return latch.failure() == null && ahead.isWanted(log.active());
  }

  /** Writes zeros ahead; for a thread beside the writer's. Fails only when the log has failed. */
  public void allocate() throws IOException {
    latch.guard(() -> ahead.give(log));
  }

  /**
   * Gives zeros ahead back to the file system, but for the reserve: a compaction needs the space.
   * None are written again before the log has grown.
   */
  public void releaseAhead() throws IOException {
    latch.guard(() -> ahead.release(log.active()));
  }

  /**
   * Begins a snapshot from which replay goes on in a segment.
   *
   * @param segment a segment that {@link #roll} returned
   * @param firstSequence its first sequence number
   * @throws NoSpaceException when there is no room for it
   */
  public SnapshotWriter snapshot(long segment, long firstSequence) throws IOException {
    return new SnapshotWriter(
        context, files, writer.header(SegmentHeader.Kind.SNAPSHOT, segment, firstSequence));
  }

  /**
   * Deletes segments and snapshots that a finished snapshot made superfluous. When it returns, no
   * file of the log holds a byte that was written before that segment was begun. Needs no space.
   */
  public void deleteBefore(long segment) throws IOException {
    files.deleteBefore(segment);
  }

  /**
   * Deletes the copies of what recovery cut off, and temporary files that nobody writes.
   *
   * @return how many files
   */
  public int deleteSetAside() throws IOException {
    return files.deleteSetAside();
  }

  /**
   * Checks that the folder is still there, with the segment that is written to. Cheap; to be called
   * every second.
   *
   * @throws LogFailedException when it is not; the log has failed
   */
  public void check() throws IOException {
    latch.guard(
        () -> {
          context.disk().check();
          String name = SegmentHeader.Kind.SEGMENT.name(segmentNumber());
          while (!context.disk().exists(name)) {
            String now = SegmentHeader.Kind.SEGMENT.name(segmentNumber());
            if (!now.equals(name)) {
              // Another segment was begun, and this one compacted away, in between.
              name = now;
              continue;
            }
            throw new IOException(
                name
                    + " was deleted or renamed while the shard writes to it: what was put since"
                    + " is lost with it");
          }
        });
  }

  /** The first failure of the log is here. */
  public FailureLatch latch() {
    return latch;
  }

  /** How many segments the log has, the one that is written to included. */
  public long segments() {
    return files.count() + 1L;
  }

  /** Bytes of records in all segments: what was logged since the snapshot, or ever. */
  public long recordBytes() {
    return files.recordBytes() + log.active().recordBytes();
  }

  /** Bytes of the snapshot that replay begins with. */
  public long snapshotBytes() {
    return files.snapshotBytes();
  }

  /** Bytes of zeros that the log holds ahead, the reserve included. */
  public long aheadBytes() {
    return log.active().aheadBytes() + ahead.bytes();
  }

  /** Bytes that the file system has free for this process; -1 when that cannot be told. */
  public long freeSpace() {
    try {
      return context.disk().usable();
    } catch (IOException e) {
      return -1;
    }
  }

  /** The first sequence number of the segment that is written to. */
  public long segmentFirstSequence() {
    return log.active().header().firstSequence();
  }

  /** The number of the segment that is written to. */
  public long segmentNumber() {
    return log.active().header().number();
  }

  /** Bytes of records in the segment that is written to, with its header. */
  public long segmentPosition() {
    return log.active().position();
  }

  /** The last sequence number that was written. */
  public long writtenSequence() {
    return log.written();
  }

  /** The last sequence number that is known to be on disk. */
  public long durableSequence() {
    return log.durable();
  }

  /** Whether segments before the current one wait to be forced and closed. */
  public boolean hasRetired() {
    return log.hasRetired();
  }

  /** For how long the oldest write that is not yet forced has been waiting; zero when none is. */
  public long unforcedNanos() {
    return log.unforcedNanos();
  }

  /** Bytes that were written since the last fsync began. */
  public long unforcedBytes() {
    return log.unforcedBytes();
  }

  /**
   * Whether the next batch is written without waiting for the disk, as far as can be known before:
   * nothing is being forced, and the segment has room.
   */
  public boolean isCalm() {
    ActiveSegment segment = log.active();
    return !log.isForcing()
        && segment.position() < settings.segmentBytes()
        && segment.header().format() == RecordFormat.CURRENT
        && (settings.sync() != SyncMode.EVERYSEC || unforcedNanos() < CALM.toNanos());
  }

  /** What the log did, in numbers. */
  public LogMetrics metrics() {
    return context.metrics();
  }

  /**
   * Forces the log, marks its end and gives its files and its zeros up. The writer has stopped
   * before.
   */
  @Override
  public void close() throws IOException {
    try {
      sync();
      if (log.written() != 0) {
        // Also after a mark: it keeps the shard's time, which may not go back over a restart.
        latch.guard(writer::mark);
        sync();
      }
      latch.guard(
          () -> {
            log.active().release(settings.reserveBytes());
            log.active().file().force();
          });
    } finally {
      ahead.drop();
      log.close();
    }
  }
}

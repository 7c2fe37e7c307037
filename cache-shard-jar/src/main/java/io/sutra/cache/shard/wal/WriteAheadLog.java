package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The log while it is written.
 *
 * <p>{@link #begin}, {@link #append}, {@link #roll} and {@link #mark} belong to one writer at a
 * time; {@link #sync}, {@link #allocate} and the numbers may be used by any. Every {@link
 * IOException} that is not a {@link NoSpaceException} is latched: whatever is asked afterwards
 * fails with it.
 */
public final class WriteAheadLog implements Closeable {

  /** Where forces are due every second, a log with older bytes may have a disk that hangs. */
  private static final Duration CALM = Duration.ofSeconds(1);

  private final Disk disk;
  private final LogSettings settings;
  private final UUID shard;
  private final LongSupplier clock;
  private final LogMetrics metrics;
  private final FailureLatch latch;
  private final LogBatch batch;
  private final LogBatch control;
  private final RecordChecksum checksum;
  private final SpareSegment spare;

  /** Guards {@link #retired} and the moves of {@link #active} and {@link #written}. */
  private final Object state = new Object();

  /** One force at a time: they finish in the order in which they began. */
  private final Object forcing = new Object();

  private final List<DiskFile> retired = new ArrayList<>();
  private volatile ActiveSegment active;
  private volatile long written;
  private volatile long durable;
  private volatile long oldestUnforcedNanos;
  private volatile long unforcedBytes;

  /** Stays so after a force that failed: nothing is written any more. */
  private volatile boolean forceRuns;

  /** Segments in the folder. */
  private final AtomicLong segments = new AtomicLong();

  private int lastChecksum;
  private boolean marked;

  /** Goes on after a recovery, or begins: the caller rolls first. */
  WriteAheadLog(
      Disk disk,
      LogSettings settings,
      RecordChecksum checksum,
      LongSupplier clock,
      Consumer<LogFailedException> onFailure,
      LogPosition end,
      int existing) {
    this.disk = disk;
    this.settings = settings;
    this.checksum = checksum;
    this.shard = end.last().header().shard();
    this.clock = clock;
    this.metrics = new LogMetrics();
    this.latch = new FailureLatch(onFailure);
    this.batch = new LogBatch(checksum);
    this.control = new LogBatch(checksum);
    this.spare = new SpareSegment(disk, settings.segmentBytes());
    this.active = end.last();
    this.written = end.sequence();
    this.durable = end.sequence();
    this.lastChecksum = end.checksum();
    this.segments.set(existing);
  }

  /**
   * Begins a batch, in a new segment when this one is full.
   *
   * @throws NoSpaceException when the new segment cannot be made
   */
  public LogBatch begin() throws IOException {
    latch.check();
    if (active.position() >= settings.segmentBytes()) {
      roll();
    }
    batch.reset(active.header().seed(), written + 1, durable);
    return batch;
  }

  /**
   * Writes a batch; it survives the process from here on, and a power loss after {@link #sync}.
   *
   * @throws NoSpaceException when there is no room for it: nothing of it was written
   */
  public void append(LogBatch full) throws IOException {
    latch.guard(
        () -> {
          active.append(full.encoded());
          metrics.wrote(full.bytes());
          lastChecksum = full.lastChecksum();
          marked = false;
          advance(full.nextSequence() - 1, full.bytes());
        });
  }

  private void advance(long last, int bytes) {
    synchronized (state) {
      unforcedBytes += bytes;
      if (written == durable) {
        oldestUnforcedNanos = System.nanoTime();
      }
      written = last;
    }
  }

  /** Forces all that was written when this was called. */
  public void sync() throws IOException {
    latch.guard(
        () -> {
          synchronized (forcing) {
            forceRuns = true;
            long upTo;
            List<DiskFile> older;
            DiskFile current;
            long began = System.nanoTime();
            synchronized (state) {
              upTo = written;
              unforcedBytes = 0;
              older = List.copyOf(retired);
              current = active.file();
            }
            for (DiskFile file : older) {
              file.force();
            }
            current.force();
            metrics.forced(System.nanoTime() - began);
            synchronized (state) {
              durable = upTo;
              oldestUnforcedNanos = began;
              retired.removeAll(older);
            }
            forceRuns = false;
            for (DiskFile file : older) {
              file.close();
            }
          }
        });
  }

  /**
   * Begins the next segment. Under {@code always} the one before is forced first; else it is forced
   * before this one, whenever that is.
   *
   * @return the new segment's number
   * @throws NoSpaceException when it cannot be made; the segment before stays in use
   */
  public long roll() throws IOException {
    latch.guard(
        () -> {
          if (settings.sync() == SyncMode.ALWAYS && written != durable) {
            sync();
          }
          ActiveSegment before = active;
          ActiveSegment next = create(before.header().number() + 1);
          seal(before);
          synchronized (state) {
            retired.add(before.file());
            active = next;
          }
          marked = false;
          if (settings.sync() == SyncMode.ALWAYS) {
            sync();
          }
        });
    return active.header().number();
  }

  private ActiveSegment create(long number) throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.Kind.SEGMENT,
            shard,
            number,
            written + 1,
            written,
            lastChecksum,
            clock.getAsLong(),
            durable);
    ByteBuffer head = header.encode();
    String name = SegmentHeader.Kind.SEGMENT.name(number);
    long allocated = spare.bytes();
    DiskFile file = spare.publish(name, head);
    if (file == null) {
      file = Publication.publish(disk, name, head);
      allocated = SegmentHeader.BYTES;
    }
    metrics.wrote(SegmentHeader.BYTES);
    segments.incrementAndGet();
    return new ActiveSegment(
        new DiskErrors(disk),
        file,
        header,
        SegmentHeader.BYTES,
        allocated,
        settings.segmentBytes());
  }

  private void seal(ActiveSegment segment) throws IOException {
    control.reset(segment.header().seed(), written + 1, durable);
    control.seal(clock.getAsLong());
    try {
      segment.append(control.encoded());
    } catch (NoSpaceException e) {
      // The seal only proves that a file is missing: the log is whole without it.
      System.getLogger(WriteAheadLog.class.getName())
          .log(System.Logger.Level.WARNING, "segment left unsealed: {0}", e.getMessage());
    }
  }

  /**
   * Ends the log for now: when everything is on disk and the last record is not such a mark yet,
   * two marks are written that let damage to the records before them be told from the end of the
   * log.
   */
  public boolean mark() throws IOException {
    latch.check();
    if (marked || written != durable || written == 0) {
      return false;
    }
    control.reset(active.header().seed(), written + 1, durable);
    long now = clock.getAsLong();
    int sector = RecordFormat.SECTOR;
    int gap = sector - (int) (active.position() % sector);
    int fill = gap < RecordFormat.HEADER_BYTES ? gap + sector : gap;
    control.mark(fill - RecordFormat.HEADER_BYTES, now);
    control.mark(0, now);
    append(control);
    marked = true;
    return true;
  }

  /** Gives space ahead back when the log has fallen idle. */
  public void trim() throws IOException {
    latch.guard(
        () -> {
          spare.drop();
          active.trim();
        });
  }

  /** Whether the segment, or the one after it, should be given space ahead. */
  public boolean wantsAllocation() {
    return settings.sync() == SyncMode.ALWAYS && (active.wantsAllocation() || wantsSpare());
  }

  /** A log that has filled an eighth of a segment is busy enough for the next one to be ready. */
  private boolean wantsSpare() {
    return active.position() > settings.segmentBytes() / 8 && spare.isWanted();
  }

  /** Gives space ahead; for a thread beside the writer's. */
  public void allocate() throws IOException {
    ActiveSegment segment = active;
    if (segment.wantsAllocation()) {
      synchronized (forcing) {
        if (segment == active) {
          latch.guard(segment::allocate);
        }
      }
    }
    if (wantsSpare()) {
      latch.guard(spare::prepare);
    }
  }

  /**
   * Begins a snapshot from which replay goes on in a segment.
   *
   * @param segment a segment that {@link #roll} returned
   * @param firstSequence its first sequence number
   */
  public SnapshotWriter snapshot(long segment, long firstSequence) throws IOException {
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.Kind.SNAPSHOT,
            shard,
            segment,
            firstSequence,
            firstSequence - 1,
            0,
            clock.getAsLong(),
            durable);
    return new SnapshotWriter(disk, header, new LogBatch(checksum), metrics);
  }

  /** Deletes segments and snapshots that a finished snapshot made superfluous. */
  public void deleteBefore(long segment) throws IOException {
    boolean deleted = false;
    for (String name : disk.list()) {
      if ((SegmentHeader.Kind.SEGMENT.names(name) || SegmentHeader.Kind.SNAPSHOT.names(name))
          && SegmentHeader.Kind.number(name) < segment) {
        disk.delete(name);
        deleted = true;
        if (SegmentHeader.Kind.SEGMENT.names(name)) {
          segments.decrementAndGet();
        }
      }
    }
    if (deleted) {
      disk.force();
    }
  }

  /** How many segments the log has. */
  public long segments() {
    return segments.get();
  }

  /** The first sequence number of the segment that is written to. */
  public long segmentFirstSequence() {
    return active.header().firstSequence();
  }

  /** The number of the segment that is written to. */
  public long segmentNumber() {
    return active.header().number();
  }

  /** Bytes of records in the segment that is written to. */
  public long segmentPosition() {
    return active.position();
  }

  /** The last sequence number that was written. */
  public long writtenSequence() {
    return written;
  }

  /** The last sequence number that is known to be on disk. */
  public long durableSequence() {
    return durable;
  }

  /** Whether segments before the current one wait to be forced and closed. */
  public boolean hasRetired() {
    synchronized (state) {
      return !retired.isEmpty();
    }
  }

  /** For how long the oldest write that is not yet forced has been waiting; zero when none is. */
  public long unforcedNanos() {
    return written == durable ? 0 : System.nanoTime() - oldestUnforcedNanos;
  }

  /** Bytes that were written since the last force began. */
  public long unforcedBytes() {
    return unforcedBytes;
  }

  /**
   * Whether the next batch is written without waiting for the disk, as far as can be known before:
   * nothing is being forced, and the segment has room.
   */
  public boolean isCalm() {
    return !forceRuns
        && active.position() < settings.segmentBytes()
        && (settings.sync() != SyncMode.EVERYSEC || unforcedNanos() < CALM.toNanos());
  }

  /** What the log did, in numbers. */
  public LogMetrics metrics() {
    return metrics;
  }

  /** Forces the log, marks its end and gives its files up. The writer has stopped before. */
  @Override
  public void close() throws IOException {
    try {
      sync();
      mark();
      sync();
      active.file().truncate(active.position());
      active.file().force();
    } finally {
      for (DiskFile file : retired) {
        file.close();
      }
      active.file().close();
      spare.close();
    }
  }
}

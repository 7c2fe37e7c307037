package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The one who writes records: batches, marks, seals, and the next segment. Belongs to one thread at
 * a time. Latches nothing: {@link WriteAheadLog} does.
 */
final class LogWriter {

  /** A segment with less than this is not worth beginning: nothing could be deleted in it. */
  private static final long LEAST_RESERVE = 512;

  private final LogContext context;
  private final LogSettings settings;
  private final UUID shard;
  private final LogSync log;
  private final ZerosAhead ahead;
  private final SegmentFiles files;
  private final LogBatch batch;
  private final LogBatch control;

  private int lastChecksum;
  private boolean marked;

  /** Where the batch began, so that it can be taken back. */
  private LogPosition batchStart;

  private long batchPosition;

  LogWriter(
      LogContext context, LogSync log, ZerosAhead ahead, SegmentFiles files, LogPosition end) {
    this.context = context;
    this.settings = context.settings();
    this.shard = end.last().header().shard();
    this.log = log;
    this.ahead = ahead;
    this.files = files;
    this.batch = new LogBatch(context.buffers().batch(), context.checksum(), this::overflow);
    this.control =
        new LogBatch(context.buffers().control(), context.checksum(), LogWriter::tooLong);
    this.lastChecksum = end.checksum();
    this.marked = end.marked();
    this.batchStart = end;
  }

  LogBatch batch() {
    return batch;
  }

  void begin() throws IOException {
    if (batch.isPartlyWritten()) {
      rollBack();
    }
    ActiveSegment segment = log.active();
    boolean old = segment.header().format() != RecordFormat.CURRENT;
    if (old || segment.position() >= settings.segmentBytes()) {
      try {
        roll(false);
      } catch (NoSpaceException e) {
        if (old) {
          throw e;
        }
        // Without room for a segment the log goes on in this one: there may be a reserve in it.
      }
    }
    batchStart = new LogPosition(log.active(), log.written(), lastChecksum, marked);
    batchPosition = log.active().position();
    batch.reset(log.active().header(), log.written() + 1, log.durable());
  }

  void append(LogBatch full, WriteKind kind) throws IOException {
    try {
      full.throwIfFailed();
      write(full, kind);
    } catch (NoSpaceException e) {
      if (full.isPartlyWritten()) {
        rollBack();
      }
      throw e;
    }
  }

  private void write(LogBatch part, WriteKind kind) throws IOException {
    ByteBuffer records = part.encoded();
    int bytes = records.remaining();
    if (bytes == 0) {
      return;
    }
    log.active().append(records, kind);
    context.metrics().wrote(bytes);
    lastChecksum = part.lastChecksum();
    marked = false;
    log.advance(part.nextSequence() - 1, bytes);
  }

  private void overflow(LogBatch part) throws IOException {
    write(part, part.kind());
  }

  private static void tooLong(LogBatch part) {
    throw new IllegalStateException("marks of " + part.bytes() + " bytes do not fit");
  }

  private void rollBack() throws IOException {
    log.rollBack(batchPosition, batchStart.sequence());
    lastChecksum = batchStart.checksum();
    marked = batchStart.marked();
    batch.reset(log.active().header(), log.written() + 1, log.durable());
  }

  /**
   * Begins the next segment.
   *
   * @param inAnyCase on a full disk, with the space that the segment before holds ahead
   */
  void roll(boolean inAnyCase) throws IOException {
    if (settings.sync() == SyncMode.ALWAYS && log.written() != log.durable()) {
      log.sync();
    }
    ActiveSegment before = log.active();
    ActiveSegment next = create(before, inAnyCase);
    seal(before);
    before.release(0);
    log.replace(next);
    files.finished(before);
    marked = false;
    if (settings.sync() == SyncMode.ALWAYS) {
      log.sync();
    }
  }

  private ActiveSegment create(ActiveSegment before, boolean inAnyCase) throws IOException {
    SegmentHeader header =
        header(SegmentHeader.Kind.SEGMENT, before.header().number() + 1, log.written() + 1);
    context.metrics().wrote(SegmentHeader.BYTES);
    ActiveSegment prepared = ahead.take(header);
    if (prepared != null) {
      return prepared;
    }
    try {
      return context.publish(header, settings.reserveBytes());
    } catch (NoSpaceException e) {
      if (!inAnyCase) {
        throw e;
      }
    }
    ahead.drop();
    before.release(before.header().format().bytes(0, 0));
    long reserve = settings.reserveBytes() / 2;
    while (true) {
      try {
        return context.publish(header, reserve);
      } catch (NoSpaceException e) {
        reserve /= 2;
        if (reserve < LEAST_RESERVE) {
          before.keepReserve();
          throw e;
        }
      }
    }
  }

  /** The header of a file that is begun now. Its checksum of the last record is the writer's. */
  SegmentHeader header(SegmentHeader.Kind kind, long number, long firstSequence) {
    boolean segment = kind == SegmentHeader.Kind.SEGMENT;
    return new SegmentHeader(
        kind,
        RecordFormat.CURRENT,
        shard,
        number,
        firstSequence,
        firstSequence - 1,
        segment ? lastChecksum : 0,
        context.clock().getAsLong(),
        log.durable());
  }

  private void seal(ActiveSegment segment) throws IOException {
    control.reset(segment.header(), log.written() + 1, log.durable());
    control.seal(context.clock().getAsLong());
    try {
      segment.append(control.encoded(), WriteKind.DELETIONS);
    } catch (NoSpaceException e) {
      // The seal only proves that a file is missing: the log is whole without it.
      context.metrics().adviceFailed();
    }
  }

  /** Whether everything is on disk and the last record is no mark yet. */
  boolean wantsMark() {
    return !marked && log.written() == log.durable() && log.written() != 0;
  }

  /** Writes two marks, if there is room for them. */
  void mark() throws IOException {
    ActiveSegment segment = log.active();
    control.reset(segment.header(), log.written() + 1, log.durable());
    long now = context.clock().getAsLong();
    int least = segment.header().format().headerBytes();
    int gap = RecordFormat.SECTOR - (int) (segment.position() % RecordFormat.SECTOR);
    control.mark((gap < least ? gap + RecordFormat.SECTOR : gap) - least, now);
    control.mark(0, now);
    try {
      write(control, WriteKind.PUTS);
    } catch (NoSpaceException e) {
      context.metrics().adviceFailed();
    }
    // Without room it is not tried again before something was written.
    marked = true;
  }
}

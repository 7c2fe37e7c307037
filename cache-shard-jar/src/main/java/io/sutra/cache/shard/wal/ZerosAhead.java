package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes zeros where {@code always} will write records, so that its fsyncs change no file's length:
 * in steps after the records of the segment, and, once a segment is an eighth full, as the whole of
 * the next one. What was given stays until it is used or {@link #release released}: an idle log
 * writes nothing.
 *
 * <p>Zeros ahead are advice. A write of them that fails is counted and not tried again before the
 * log has grown by another step; it is never a failure of the log. Only the fsync of the segment
 * itself is: it may have reported a lost record.
 *
 * <p>One thread gives, the writer takes, any may release.
 */
final class ZerosAhead {

  private static final long SMALLEST_STEP = 1 << 20;
  private static final long LARGEST_STEP = 8 << 20;

  /** The last batch of a segment may go beyond its end. */
  private static final long OVERHANG = 256 << 10;

  /** Small pieces with pauses: the log's own fsyncs meanwhile wait for little else. */
  private static final int PIECE = 128 << 10;

  private static final long PAUSE_NANOS = 1_000_000;

  private final LogContext context;
  private final long mostPosition;
  private final long nextBytes;

  /** The next segment, all zeros and on disk, under a temporary name. */
  private @Nullable DiskFile next;

  private String nextName = "";
  private int made;
  private boolean preparing;

  /** Nothing is given before this segment has come so far. */
  private long quietSegment;

  private long quietUntil;

  ZerosAhead(LogContext context) {
    this.context = context;
    this.mostPosition = context.settings().segmentBytes();
    this.nextBytes = mostPosition + Math.min(OVERHANG, mostPosition / 8);
  }

  /** Whether {@link #give} would do something. Cheap, for the writer. */
  boolean isWanted(ActiveSegment segment) {
    return context.settings().sync() == SyncMode.ALWAYS
        && !isQuiet(segment)
        && (wantsStep(segment) || wantsNext(segment));
  }

  private synchronized boolean isQuiet(ActiveSegment segment) {
    return segment.header().number() == quietSegment && segment.position() < quietUntil;
  }

  private boolean wantsStep(ActiveSegment segment) {
    return segment.allocated() < mostPosition
        && segment.aheadBytes() < step(segment) / 2 + context.settings().reserveBytes();
  }

  private synchronized boolean wantsNext(ActiveSegment segment) {
    return next == null && !preparing && segment.position() > mostPosition / 8;
  }

  private static long step(ActiveSegment segment) {
    return Math.clamp(segment.position() / 4, SMALLEST_STEP, LARGEST_STEP);
  }

  /**
   * Gives what is wanted.
   *
   * @throws LogFailedException when the segment could not be fsynced
   */
  void give(LogSync log) throws LogFailedException {
    ActiveSegment segment = log.active();
    try {
      if (wantsStep(segment)) {
        extend(log, segment);
      }
      if (wantsNext(segment)) {
        prepare(segment);
      }
    } catch (LogFailedException e) {
      throw e;
    } catch (IOException e) {
      context.metrics().adviceFailed();
      quiet(segment);
    }
  }

  private void extend(LogSync log, ActiveSegment segment) throws IOException {
    long end = Math.min(mostPosition, segment.position() + step(segment));
    while (log.extend(segment, end) && segment.allocated() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void prepare(ActiveSegment segment) {
    String name;
    synchronized (this) {
      preparing = true;
      // Never a name again: it is this one's until the file has been renamed.
      name = Publication.temporary("ahead-" + made++);
    }
    DiskFile file = null;
    try {
      if (context.disk().usable() >= 4 * nextBytes) {
        file = zeros(name);
      } else {
        quiet(segment);
      }
    } catch (IOException e) {
      context.metrics().adviceFailed();
      quiet(segment);
    } finally {
      synchronized (this) {
        preparing = false;
        next = file;
        nextName = name;
      }
    }
  }

  private DiskFile zeros(String name) throws IOException {
    DiskFile file = context.publication().create(name);
    try {
      for (long at = 0; at < nextBytes; ) {
        if (at > 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        ByteBuffer piece = context.buffers().zeros(Math.min(PIECE, nextBytes - at));
        int length = piece.remaining();
        file.write(piece, at);
        file.force();
        at += length;
      }
      return file;
    } catch (IOException e) {
      context.publication().abandon(name, file);
      throw e;
    }
  }

  /** Gives nothing more before the segment has grown by a step. */
  private synchronized void quiet(ActiveSegment segment) {
    quietSegment = segment.header().number();
    quietUntil = segment.position() + step(segment);
  }

  /**
   * Makes the next segment of what was prepared.
   *
   * @return null when nothing was prepared
   * @throws NoSpaceException when the file system has no room for the name
   */
  @Nullable ActiveSegment take(SegmentHeader header) throws IOException {
    DiskFile file;
    String name;
    synchronized (this) {
      file = next;
      name = nextName;
      next = null;
    }
    if (file == null) {
      return null;
    }
    Publication publication = context.publication();
    publication.write(name, file, header.encode(context.buffers().control()), 0);
    publication.finish(name, header.kind().name(header.number()), file);
    return new ActiveSegment(context, file, header, SegmentHeader.BYTES, nextBytes);
  }

  /** Bytes of the segment that was prepared. */
  synchronized long bytes() {
    return next == null ? 0 : nextBytes;
  }

  /** Gives everything but the reserve back, and nothing ahead before the segment has grown. */
  void release(ActiveSegment segment) throws IOException {
    quiet(segment);
    drop();
    segment.release(context.settings().reserveBytes());
  }

  /** Gives up what was prepared. */
  void drop() {
    DiskFile file;
    synchronized (this) {
      file = next;
      next = null;
    }
    if (file != null) {
      context.publication().abandon(nextName, file);
    }
  }
}

package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of the log is written and what is on disk: the segment that is written to, those before it
 * that still wait for their fsync, and the sequence numbers that say so.
 *
 * <p>One writer advances; any thread may sync. Nothing here latches.
 */
final class LogSync implements Closeable {

  private final LogMetrics metrics;

  /** Guards {@link #retired} and the moves of {@link #active} and {@link #written}. */
  private final Object state = new Object();

  /** One fsync at a time: they finish in the order in which they began. */
  private final Object forcing = new Object();

  private final List<DiskFile> retired = new ArrayList<>();
  private volatile ActiveSegment active;
  private volatile long written;
  private volatile long durable;
  private volatile long oldestUnforcedNanos;
  private volatile long unforcedBytes;

  /** Stays so after an fsync that failed: nothing is written any more. */
  private volatile boolean forceRuns;

  LogSync(LogMetrics metrics, LogPosition end) {
    this.metrics = metrics;
    this.active = end.last();
    this.written = end.sequence();
    this.durable = end.sequence();
  }

  ActiveSegment active() {
    return active;
  }

  long written() {
    return written;
  }

  long durable() {
    return durable;
  }

  /** Records up to this number were written. */
  void advance(long last, int bytes) {
    synchronized (state) {
      unforcedBytes += bytes;
      if (written == durable) {
        oldestUnforcedNanos = System.nanoTime();
      }
      written = last;
    }
  }

  /** Takes back what was written after a place of the segment, whose last number was this. */
  void rollBack(long position, long sequence) throws IOException {
    synchronized (forcing) {
      active.cut(position);
      synchronized (state) {
        written = sequence;
        durable = Math.min(durable, sequence);
      }
    }
  }

  /** The next segment takes the place of the one before, which waits for the next fsync. */
  void replace(ActiveSegment next) {
    synchronized (state) {
      retired.add(active.file());
      active = next;
    }
  }

  /**
   * Extends a segment by a piece and fsyncs it.
   *
   * @return false when it is not the active one any more
   * @throws LogFailedException when the fsync failed, which may have lost a record
   * @throws IOException when only the piece could not be written
   */
  boolean extend(ActiveSegment segment, long end) throws IOException {
    synchronized (forcing) {
      if (segment != active) {
        return false;
      }
      segment.extendPiece(end);
      try {
        segment.file().force();
      } catch (IOException e) {
        throw new LogFailedException(e);
      }
      return true;
    }
  }

  /** Forces all that was written when this was called. */
  void sync() throws IOException {
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
  }

  boolean hasRetired() {
    synchronized (state) {
      return !retired.isEmpty();
    }
  }

  /** For how long the oldest write that is not yet forced has been waiting; zero when none is. */
  long unforcedNanos() {
    return written == durable ? 0 : System.nanoTime() - oldestUnforcedNanos;
  }

  long unforcedBytes() {
    return unforcedBytes;
  }

  boolean isForcing() {
    return forceRuns;
  }

  @Override
  public void close() throws IOException {
    synchronized (state) {
      for (DiskFile file : retired) {
        file.close();
      }
    }
    active.file().close();
  }
}

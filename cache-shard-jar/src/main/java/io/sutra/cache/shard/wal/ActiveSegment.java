package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is written to, and how far it is allocated.
 *
 * <p>A force is twice as fast when it does not change the file's size, so zeros are written ahead
 * of the records, in steps that grow with the segment: a shard that is seldom written to stays
 * small on disk. One thread appends; another may allocate ahead.
 */
final class ActiveSegment {

  private static final int SMALLEST_STEP = 1 << 20;
  private static final int LARGEST_STEP = 8 << 20;
  private static final int PIECE = 256 << 10;

  private final DiskErrors errors;
  private final DiskFile file;
  private final SegmentHeader header;
  private final long most;
  private volatile long position;
  private volatile long allocated;

  /**
   * A segment.
   *
   * @param most where it ends: nothing is allocated beyond
   */
  ActiveSegment(
      DiskErrors errors,
      DiskFile file,
      SegmentHeader header,
      long position,
      long allocated,
      long most) {
    this.errors = errors;
    this.file = file;
    this.header = header;
    this.most = most;
    this.position = position;
    this.allocated = allocated;
  }

  SegmentHeader header() {
    return header;
  }

  DiskFile file() {
    return file;
  }

  long position() {
    return position;
  }

  /**
   * Writes after the last record.
   *
   * @throws NoSpaceException when there was no room; the segment is as before
   */
  void append(ByteBuffer bytes) throws IOException {
    long start = position;
    int length = bytes.remaining();
    if (start + length <= allocated) {
      write(bytes, start);
    } else {
      // The allocator writes zeros from `allocated` on: keep it out while records go there.
      synchronized (this) {
        write(bytes, start);
        allocated = Math.max(allocated, start + length);
      }
    }
    position = start + length;
  }

  private void write(ByteBuffer bytes, long start) throws IOException {
    int length = bytes.remaining();
    try {
      file.write(bytes, start);
    } catch (IOException e) {
      IOException error = errors.ofWrite(e, length);
      if (!(error instanceof NoSpaceException)) {
        throw error;
      }
      synchronized (this) {
        // What was written of the batch must not be found after a crash as if it had been accepted.
        file.truncate(start);
        file.force();
        allocated = start;
      }
      throw error;
    }
  }

  /** Whether so little is left ahead that the next step should be allocated. */
  boolean wantsAllocation() {
    return allocated < most && allocated - position < step() / 2;
  }

  private long step() {
    return Math.clamp(position / 4, SMALLEST_STEP, LARGEST_STEP);
  }

  /**
   * Allocates the next step and forces it. On a full disk it does nothing: the append will notice.
   *
   * @throws IOException when the force failed, which is as fatal as any other
   */
  void allocate() throws IOException {
    long end = Math.min(most, position + step());
    while (allocatePiece(end)) {}
    file.force();
  }

  /** Gives zeros ahead back that a log which has fallen idle does not need. For the writer. */
  synchronized void trim() throws IOException {
    long enough = position + step();
    if (allocated > enough + step()) {
      file.truncate(enough);
      allocated = enough;
    }
  }

  private synchronized boolean allocatePiece(long end) throws IOException {
    long from = allocated;
    if (from >= end) {
      return false;
    }
    try {
      file.write(ByteBuffer.allocate((int) Math.min(PIECE, end - from)), from);
      allocated = from + Math.min(PIECE, end - from);
      return true;
    } catch (IOException e) {
      IOException error = errors.ofWrite(e, PIECE);
      if (error instanceof NoSpaceException) {
        return false;
      }
      throw error;
    }
  }
}

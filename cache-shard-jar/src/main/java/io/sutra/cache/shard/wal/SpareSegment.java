package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of zeros, forced, that becomes the next segment of a busy log.
 *
 * <p>While zeros are written ahead in the segment that is in use, each of its forces has to wait
 * for them and for the journal of the file system. Here they are in a file of their own, and the
 * log's forces wait for nothing but its records.
 *
 * <p>One thread prepares, the writer takes or drops.
 */
final class SpareSegment implements Closeable {

  /** The last batch of a segment may go beyond its end. */
  private static final long OVERHANG = 256 << 10;

  /** Small pieces with pauses: the log's own forces meanwhile wait for little else. */
  private static final int PIECE = 128 << 10;

  private static final long PAUSE_NANOS = 1_000_000;

  private final Disk disk;
  private final long bytes;
  private @Nullable DiskFile ready;
  private String name = "";
  private int made;
  private boolean preparing;

  SpareSegment(Disk disk, long segmentBytes) {
    this.disk = disk;
    this.bytes = segmentBytes + Math.min(OVERHANG, segmentBytes / 8);
  }

  /** Bytes of the file. */
  long bytes() {
    return bytes;
  }

  synchronized boolean isWanted() {
    return ready == null && !preparing;
  }

  /**
   * Prepares a spare, unless there is one, or space is too scarce to spend it on zeros.
   *
   * @throws IOException when the disk failed; a lack of space is no failure
   */
  void prepare() throws IOException {
    synchronized (this) {
      if (!isWanted() || disk.usable() < 4 * bytes) {
        return;
      }
      preparing = true;
    }
    DiskFile file = null;
    // Never a name again: it is this one's until the file has been renamed.
    String fresh = Publication.temporary("spare-" + made++);
    try {
      file = zeros(fresh);
    } catch (IOException e) {
      if (!(new DiskErrors(disk).ofOpen(e) instanceof NoSpaceException)) {
        throw e;
      }
    } finally {
      synchronized (this) {
        preparing = false;
        ready = file;
        name = fresh;
      }
    }
  }

  private DiskFile zeros(String fresh) throws IOException {
    DiskFile file = disk.create(fresh);
    try {
      ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE, bytes));
      for (long at = 0; at < bytes; at += piece.capacity()) {
        if (at > 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        file.write(piece.clear().limit((int) Math.min(piece.capacity(), bytes - at)), at);
        file.force();
      }
      return file;
    } catch (IOException e) {
      file.close();
      disk.delete(fresh);
      throw e;
    }
  }

  /**
   * Makes the spare a published file with such a beginning.
   *
   * @return the file, or null when there is no spare
   */
  synchronized @Nullable DiskFile publish(String published, ByteBuffer content) throws IOException {
    DiskFile file = ready;
    ready = null;
    if (file == null) {
      return null;
    }
    try {
      file.write(content, 0);
      Publication.finish(disk, name, published, file);
      return file;
    } catch (IOException e) {
      file.close();
      disk.delete(name);
      throw new DiskErrors(disk).ofWrite(e, bytes);
    }
  }

  /** Gives the spare up, if there is one. */
  synchronized void drop() throws IOException {
    DiskFile file = ready;
    ready = null;
    if (file != null) {
      file.close();
      disk.delete(name);
    }
  }

  @Override
  public void close() throws IOException {
    drop();
  }
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is written to, and how far it holds zeros ahead of its records.
 *
 * <p>Zeros have two uses. A reserve of {@link LogSettings#reserveBytes} follows the records in
 * every mode, for deletions on a full disk: a put is refused before it would use the reserve. And
 * an fsync is twice as fast when it does not change the file's length, so that {@code always} keeps
 * more of them, see {@link ZerosAhead}. On a file system that copies on write (Btrfs, ZFS) zeros
 * reserve nothing; a deletion is then refused as a put is.
 *
 * <p>One thread appends; others may extend and release.
 */
final class ActiveSegment {

  private final DiskErrors errors;
  private final DiskFile file;
  private final SegmentHeader header;
  private final LogSettings settings;
  private final LogBuffers buffers;
  private volatile long position;
  private volatile long allocated;

  /**
   * A segment.
   *
   * @param position where its records end
   * @param allocated where its zeros end, which is the end of the file
   */
  ActiveSegment(
      LogContext context, DiskFile file, SegmentHeader header, long position, long allocated) {
    this.errors = context.errors();
    this.settings = context.settings();
    this.buffers = context.buffers();
    this.file = file;
    this.header = header;
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

  /** Bytes of zeros after the records, the reserve included. */
  long aheadBytes() {
    return Math.max(0, allocated - position);
  }

  /** Where the zeros end. */
  long allocated() {
    return allocated;
  }

  /** Bytes of records, the header not counted. */
  long recordBytes() {
    return position - SegmentHeader.BYTES;
  }

  /**
   * Writes after the last record.
   *
   * @throws NoSpaceException when there was no room; the records are as before
   */
  synchronized void append(ByteBuffer bytes, WriteKind kind) throws IOException {
    long start = position;
    int length = bytes.remaining();
    long needed = start + length + (kind == WriteKind.PUTS ? settings.reserveBytes() : 0);
    if (needed > allocated) {
      extend(needed);
    }
    try {
      file.write(bytes, start);
    } catch (IOException e) {
      IOException error = errors.ofWrite(e, length);
      if (error instanceof NoSpaceException) {
        // What was written of the batch must not be found after a crash as if it was accepted.
        cut(start);
      }
      throw error;
    }
    position = start + length;
  }

  /** Extends the zeros to what is needed; by more, if there is room, so that it is seldom done. */
  private void extend(long needed) throws IOException {
    try {
      writeZeros(needed + settings.extensionBytes());
    } catch (NoSpaceException e) {
      writeZeros(needed);
    }
  }

  /**
   * Makes the zeros reach so far, piece by piece.
   *
   * @throws NoSpaceException when there is no room; the file is as long as before
   */
  private void writeZeros(long end) throws IOException {
    long before = allocated;
    try {
      while (allocated < end) {
        extendPiece(end);
      }
    } catch (NoSpaceException e) {
      // A full disk's last bytes are better used by somebody else.
      file.truncate(before);
      allocated = before;
      throw e;
    }
  }

  /** Extends the zeros by one piece. */
  synchronized void extendPiece(long end) throws IOException {
    ByteBuffer piece = buffers.zeros(end - allocated);
    int length = piece.remaining();
    try {
      file.write(piece, allocated);
    } catch (IOException e) {
      throw errors.ofWrite(e, length);
    }
    allocated += length;
  }

  /**
   * Takes back what was appended after a place, and makes sure that no crash brings it back.
   *
   * @throws IOException when the disk failed; then it is not known what is there
   */
  synchronized void cut(long at) throws IOException {
    file.truncate(at);
    file.force();
    position = at;
    allocated = at;
    keepReserve();
  }

  /** Makes sure of the reserve, if there is room. Whether there is one now. */
  synchronized boolean keepReserve() throws IOException {
    try {
      writeZeros(position + settings.reserveBytes());
      return true;
    } catch (NoSpaceException e) {
      return false;
    }
  }

  /**
   * Gives zeros back to the file system.
   *
   * @param keep bytes of them that are kept
   */
  synchronized void release(long keep) throws IOException {
    long end = position + keep;
    if (end < allocated) {
      file.truncate(end);
      allocated = end;
    }
  }
}

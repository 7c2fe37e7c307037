package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks at what follows the last good record of a segment: is it the end of the log, and what does
 * it know to have been on disk?
 *
 * @param end the first byte after the last one that is not zero; where it was looked from, when
 *     there is nothing but zeros
 * @param zeros whether there is nothing but zeros
 * @param durable the highest sequence number that a whole record there knows to be on disk, or -1
 */
record TailInspector(long end, boolean zeros, long durable) {

  /**
   * Inspects a file's tail piece by piece.
   *
   * @param expected records with a lower sequence number are no evidence
   * @param window what it is read through; has to hold the longest record
   */
  static TailInspector inspect(
      DiskFile file,
      long from,
      SegmentHeader header,
      RecordChecksum checksum,
      long expected,
      ByteBuffer window)
      throws IOException {
    RecordFormat format = header.format();
    byte[] seed = header.seed();
    ByteBuffer view = window.duplicate();
    long size = file.size();
    long end = from;
    long durable = -1;
    long base = from;
    while (base < size) {
      int read = file.read(window.clear(), base);
      // A record that the window may cut is looked at again at the beginning of the next.
      int stop = base + read < size ? read - format.maxBytes() : read;
      int at = 0;
      for (; at < stop; at += Long.BYTES) {
        int left = read - at;
        if (left < Long.BYTES) {
          end = lastNonZero(window, at, read, base, end);
          continue;
        }
        if (window.getLong(at) == 0) {
          continue;
        }
        end = lastNonZero(window, at, at + Long.BYTES, base, end);
        int length = window.getInt(at);
        if (format.plausible(length, left)
            && window.getLong(at + RecordFormat.SEQUENCE) >= expected
            && RecordBlock.valid(format, view, at, seed, checksum)) {
          durable = Math.max(durable, window.getLong(at + RecordFormat.DURABLE));
        }
      }
      if (at == 0) {
        // The file is shorter than it said: nothing more can be read.
        break;
      }
      base += at;
    }
    return new TailInspector(end, end == from, durable);
  }

  private static long lastNonZero(ByteBuffer window, int from, int to, long base, long before) {
    for (int i = to - 1; i >= from; i--) {
      if (window.get(i) != 0) {
        return base + i + 1;
      }
    }
    return before;
  }
}

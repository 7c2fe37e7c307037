package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks at what follows the last good record of a segment: is it the end of the log, and what does
 * it know to have been on disk?
 *
 * @param zeros whether there is nothing but zeros
 * @param durable the highest sequence number that a whole record there knows to be on disk, or -1
 */
record TailInspector(boolean zeros, long durable) {

  static TailInspector inspect(
      DiskFile file, long from, byte[] seed, RecordChecksum checksum, long expected)
      throws IOException {
    ByteBuffer rest = ByteBuffer.allocateDirect((int) Math.max(0, file.size() - from));
    file.read(rest, from);
    rest.flip();
    ByteBuffer view = rest.duplicate();
    boolean zeros = true;
    long durable = -1;
    for (int at = 0; at < rest.limit(); at += Long.BYTES) {
      if (rest.limit() - at < Long.BYTES) {
        while (at < rest.limit()) {
          zeros &= rest.get(at++) == 0;
        }
        break;
      }
      if (rest.getLong(at) == 0) {
        continue;
      }
      zeros = false;
      int length = rest.getInt(at);
      if (RecordFormat.plausible(length, rest.limit() - at)
          && rest.getLong(at + RecordFormat.SEQUENCE) >= expected
          && RecordBlock.valid(view.clear().limit(rest.limit()), at, seed, checksum)) {
        durable = Math.max(durable, rest.getLong(at + RecordFormat.DURABLE));
      }
    }
    return new TailInspector(zeros, durable);
  }
}

package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of a {@link Disk}. Thread-safe in that several threads may use it at once. */
public interface DiskFile extends Closeable {

  /** Bytes in the file. */
  long size() throws IOException;

  /**
   * Reads at a position until the buffer is full or the file ends.
   *
   * @return how many bytes were read, 0 at the end of the file
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes all that remains in the buffer at a position; the file grows as needed. */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Forces what was written to the disk.
   *
   * @throws IOException when it is not known to be there; what a second attempt says is worthless
   */
  void force() throws IOException;

  /** Cuts the file, if it is longer. */
  void truncate(long size) throws IOException;

  @Override
  void close() throws IOException;
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.List;

/**
 * One folder of files: the seam between the log and the operating system. A test puts a disk in its
 * place that loses what was not forced.
 *
 * <p>Thread-safe. Every {@link IOException} names the file that it is about.
 */
public interface Disk {

  /** Names of the files in the folder, in order. */
  List<String> list() throws IOException;

  /** Whether there is a file of that name. Needs no file handle. */
  boolean exists(String name);

  /** Creates a file, or empties the one that has this name. */
  DiskFile create(String name) throws IOException;

  /** Opens a file that exists for reading and writing. */
  DiskFile open(String name) throws IOException;

  /** Renames a file; one that has the new name is replaced. On disk only after {@link #force}. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, if it exists. On disk only after {@link #force}. */
  void delete(String name) throws IOException;

  /** Bytes that can still be written, as far as is known. Needs no file handle. */
  long usable() throws IOException;

  /** Whether this process can open files at all: false when it is out of file handles. */
  boolean canOpen();

  /**
   * Checks that the folder is still the one that was opened. Needs no file handle, and is cheap
   * enough to be called every second.
   *
   * @throws IOException when it was removed, renamed or replaced; the message says so
   */
  void check() throws IOException;

  /** Forces the folder itself: created, renamed and deleted names are on disk when it returns. */
  void force() throws IOException;
}

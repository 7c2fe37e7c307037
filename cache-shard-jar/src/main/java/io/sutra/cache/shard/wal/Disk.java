package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.util.List;

/**
 * One folder of files: the seam between the log and the operating system. A test puts a disk in its
 * place that loses what was not forced.
 *
 * <p>Thread-safe.
 */
public interface Disk {

  /** Names of the files in the folder, in order. */
  List<String> list() throws IOException;

  /** Creates a file, or empties the one that has this name. */
  DiskFile create(String name) throws IOException;

  /** Opens a file that exists for reading and writing. */
  DiskFile open(String name) throws IOException;

  /** Renames a file; one that has the new name is replaced. On disk only after {@link #force}. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file. On disk only after {@link #force}. */
  void delete(String name) throws IOException;

  /** Bytes that can still be written, as far as is known. */
  long usable() throws IOException;

  /** Forces the folder itself: created, renamed and deleted names are on disk when it returns. */
  void force() throws IOException;
}

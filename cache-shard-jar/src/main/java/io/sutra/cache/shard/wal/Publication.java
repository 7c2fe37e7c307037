package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Create, write, fsync, rename, fsync the folder: how a file comes to be. Knows which temporary
 * files are in use. Thread-safe.
 */
final class Publication {

  private static final String TEMPORARY = ".tmp";

  private final Disk disk;
  private final DiskErrors errors;
  private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

  Publication(Disk disk) {
    this.disk = disk;
    this.errors = new DiskErrors(disk);
  }

  static boolean isTemporary(String name) {
    return name.endsWith(TEMPORARY);
  }

  static String temporary(String name) {
    return name + TEMPORARY;
  }

  /** Whether a temporary file is being written or kept for later. */
  boolean isUnfinished(String temporary) {
    return unfinished.contains(temporary);
  }

  /**
   * Begins a temporary file.
   *
   * @throws NoSpaceException when there is no room or no handle for it
   */
  DiskFile create(String temporary) throws IOException {
    unfinished.add(temporary);
    try {
      return disk.create(temporary);
    } catch (IOException e) {
      unfinished.remove(temporary);
      throw errors.ofOpen(e);
    }
  }

  /**
   * Publishes a file with such a content.
   *
   * @return the file, still open
   * @throws NoSpaceException when it could not be made; nothing of it is left
   */
  DiskFile publish(String name, ByteBuffer... content) throws IOException {
    String temporary = temporary(name);
    DiskFile file = create(temporary);
    long at = 0;
    for (ByteBuffer part : content) {
      write(temporary, file, part, at);
      at += part.limit();
    }
    try {
      finish(temporary, name, file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return file;
  }

  /** Writes to a temporary file, which is abandoned when that fails. */
  void write(String temporary, DiskFile file, ByteBuffer bytes, long at) throws IOException {
    int length = bytes.remaining();
    try {
      file.write(bytes, at);
    } catch (IOException e) {
      abandon(temporary, file);
      throw errors.ofWrite(e, length);
    }
  }

  /** Forces a file that was written under its temporary name, and gives it its own. */
  void finish(String from, String name, DiskFile file) throws IOException {
    file.force();
    disk.rename(from, name);
    disk.force();
    unfinished.remove(from);
  }

  /** Gives a temporary file up. What cannot be deleted now is deleted at the next start. */
  void abandon(String temporary, DiskFile file) {
    try {
      file.close();
      disk.delete(temporary);
    } catch (IOException e) {
      System.getLogger(Publication.class.getName())
          .log(System.Logger.Level.WARNING, "an unfinished file is left: {0}", e.getMessage());
    } finally {
      unfinished.remove(temporary);
    }
  }
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Create, write, force, rename, force the folder: how a file comes to be. */
final class Publication {

  private static final String TEMPORARY = ".tmp";

  private Publication() {}

  static boolean isTemporary(String name) {
    return name.endsWith(TEMPORARY);
  }

  static String temporary(String name) {
    return name + TEMPORARY;
  }

  /**
   * Publishes a file with such a beginning.
   *
   * @return the file, still open
   * @throws NoSpaceException when it could not be made; nothing of it is left
   */
  static DiskFile publish(Disk disk, String name, ByteBuffer content) throws IOException {
    DiskFile file;
    try {
      file = disk.create(temporary(name));
    } catch (IOException e) {
      throw new DiskErrors(disk).ofOpen(e);
    }
    try {
      file.write(content, 0);
      finish(disk, temporary(name), name, file);
      return file;
    } catch (IOException e) {
      file.close();
      IOException error = new DiskErrors(disk).ofWrite(e, content.capacity());
      if (error instanceof NoSpaceException) {
        disk.delete(temporary(name));
      }
      throw error;
    }
  }

  /** Forces a file that was written under its temporary name, and gives it its own. */
  static void finish(Disk disk, String from, String name, DiskFile file) throws IOException {
    file.force();
    disk.rename(from, name);
    disk.force();
  }
}

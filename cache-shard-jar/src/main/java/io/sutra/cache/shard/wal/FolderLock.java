package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second shard out of a folder, also when the folder is removed and made anew.
 *
 * <p>Two files are locked: {@code LOCK} in the folder, and {@code FOLDER.lock} beside it, which
 * outlives the folder. The second is left out where the folder's parent cannot be written to; then
 * the folder cannot be removed by this user either. A clean stop deletes it while the first is
 * still locked.
 */
final class FolderLock implements Closeable {

  static final String NAME = "LOCK";
  private static final String SUFFIX = ".lock";

  private final FileChannel inside;
  private final @Nullable FileChannel beside;
  private final Path besidePath;

  private FolderLock(FileChannel inside, @Nullable FileChannel beside, Path besidePath) {
    this.besidePath = besidePath;
    this.inside = inside;
    this.beside = beside;
  }

  /** Creates the folder when it is missing; its path without links. */
  static Path create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is not a folder, or a link that leads to none", e);
    }
    return folder.toRealPath();
  }

  /**
   * Locks a folder.
   *
   * @throws IOException when another shard has it, or the lock cannot be written
   */
  static FolderLock acquire(Path folder) throws IOException {
    FileChannel beside = openBeside(folder);
    try {
      if (beside != null) {
        lock(folder, beside);
      }
      FileChannel inside = open(folder.resolve(NAME));
      try {
        lock(folder, inside);
        return new FolderLock(inside, beside, besidePath(folder));
      } catch (IOException e) {
        inside.close();
        throw e;
      }
    } catch (IOException e) {
      if (beside != null) {
        beside.close();
      }
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static @Nullable FileChannel openBeside(Path folder) {
    if (folder.getFileName() == null) {
      return null;
    }
    try {
      return open(besidePath(folder));
    } catch (IOException e) {
      System.getLogger(FolderLock.class.getName())
          .log(System.Logger.Level.DEBUG, "no lock beside {0}: {1}", folder, e.toString());
      return null;
    }
  }

  private static Path besidePath(Path folder) {
    return folder.resolveSibling(folder.getFileName() + SUFFIX);
  }

  private static void lock(Path folder, FileChannel file) throws IOException {
    FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new FileSystemException(
          folder.toString(), null, "the folder is in use by another shard of this process");
    }
    if (lock == null) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "the folder is in use by another shard. Stop that shard, or give each its own folder with"
              + " SUTRA_CACHE_DIR");
    }
  }

  @Override
  public void close() throws IOException {
    try (inside) {
      if (beside != null) {
        try (beside) {
          Files.deleteIfExists(besidePath);
        }
      }
    }
  }
}

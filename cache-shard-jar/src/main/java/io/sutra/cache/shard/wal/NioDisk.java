package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the real file system, locked against a second shard while it is open.
 *
 * <p>The folder's own handle is opened once and kept, so that forcing it needs no free handle; so
 * is what tells how much room there is.
 */
public final class NioDisk implements Disk, Closeable {

  private final Path folder;
  private final FolderLock lock;
  private final FileChannel folderChannel;
  private final FileStore store;
  private final @Nullable Object fileKey;

  /** Open files by where they are, so that their errors name them by their present names. */
  private final ConcurrentHashMap<Path, NioFile> open = new ConcurrentHashMap<>();

  private NioDisk(
      Path folder,
      FolderLock lock,
      FileChannel folderChannel,
      FileStore store,
      @Nullable Object fileKey) {
    this.folder = folder;
    this.lock = lock;
    this.folderChannel = folderChannel;
    this.store = store;
    this.fileKey = fileKey;
  }

  /**
   * Opens the folder, which is created when it is missing, and locks it.
   *
   * @throws IOException when it cannot be created or written, or another process has it
   */
  public static NioDisk open(Path folder) throws IOException {
    Path real = FolderLock.create(folder);
    FolderLock lock = FolderLock.acquire(real);
    try {
      return new NioDisk(
          real,
          lock,
          FileChannel.open(real, StandardOpenOption.READ),
          Files.getFileStore(real),
          fileKey(real));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static @Nullable Object fileKey(Path folder) throws IOException {
    return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(folder.resolve(name));
  }

  @Override
  public DiskFile create(String name) throws IOException {
    Path path = folder.resolve(name);
    return opened(
        path,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Path path = folder.resolve(name);
    return opened(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private NioFile opened(Path path, FileChannel channel) {
    NioFile file = new NioFile(path, channel, closed -> open.remove(closed.path(), closed));
    open.put(path, file);
    return file;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path target = folder.resolve(to);
    Files.move(
        folder.resolve(from),
        target,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    NioFile file = open.remove(folder.resolve(from));
    if (file != null) {
      file.moved(target);
      open.put(target, file);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public long usable() throws IOException {
    return store.getUsableSpace();
  }

  @Override
  public boolean canOpen() {
    try (FileChannel root =
        FileChannel.open(
            Objects.requireNonNullElse(folder.getRoot(), folder), StandardOpenOption.READ)) {
      return root.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void check() throws IOException {
    Object now;
    try {
      now = fileKey(folder);
    } catch (NoSuchFileException e) {
      throw new FileSystemException(
          folder.toString(), null, "the folder was removed or renamed while the shard uses it");
    }
    if (!Objects.equals(now, fileKey)) {
      throw new FileSystemException(
          folder.toString(), null, "the folder was replaced by another while the shard uses it");
    }
  }

  @Override
  public void force() throws IOException {
    try {
      folderChannel.force(true);
    } catch (IOException e) {
      throw NioFile.about(folder, e);
    }
  }

  /** Gives the folder up. Files that are still open stay so. */
  @Override
  public void close() throws IOException {
    try {
      folderChannel.close();
    } finally {
      lock.close();
    }
  }
}

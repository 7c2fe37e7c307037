package io.sutra.cache.shard.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the real file system, locked against a second shard while it is open.
 *
 * <p>The folder's own handle is opened once and kept, so that forcing it needs no free handle.
 */
public final class NioDisk implements Disk, Closeable {

  private static final String LOCK_NAME = "LOCK";

  private final Path folder;
  private final FileChannel folderChannel;
  private final FileChannel lockChannel;

  private NioDisk(Path folder, FileChannel folderChannel, FileChannel lockChannel) {
    this.folder = folder;
    this.folderChannel = folderChannel;
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the folder, which is created when it is missing, and locks it.
   *
   * @throws IOException when it cannot be created or written, or another process has it
   */
  public static NioDisk open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is not a folder, or a link that leads to none", e);
    }
    FileChannel lockChannel =
        FileChannel.open(
            folder.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockChannel.tryLock();
      if (lock == null) {
        throw new IOException(folder + " is in use by another shard; give each its own folder");
      }
      FileChannel folderChannel = FileChannel.open(folder, StandardOpenOption.READ);
      return new NioDisk(folder, folderChannel, lockChannel);
    } catch (OverlappingFileLockException e) {
      lockChannel.close();
      throw new IOException(folder + " is in use by another shard of this process", e);
    } catch (IOException e) {
      lockChannel.close();
      throw e;
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new NioFile(
        FileChannel.open(
            folder.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new NioFile(
        FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        folder.resolve(from),
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public long usable() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public void force() throws IOException {
    folderChannel.force(true);
  }

  /** Gives the folder up. Files that are still open stay so. */
  @Override
  public void close() throws IOException {
    folderChannel.close();
    lockChannel.close();
  }

  private record NioFile(FileChannel channel) implements DiskFile {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int read = channel.read(target, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

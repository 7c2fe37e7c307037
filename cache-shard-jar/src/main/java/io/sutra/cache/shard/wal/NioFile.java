package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** One open file of a {@link NioDisk}; its errors name it, which those of a channel do not. */
final class NioFile implements DiskFile {

  private final FileChannel channel;
  private final Consumer<NioFile> onClose;
  private volatile Path path;

  /** After a truncation the next fsync has to write the file's length as well. */
  private volatile boolean truncated;

  NioFile(Path path, FileChannel channel, Consumer<NioFile> onClose) {
    this.path = path;
    this.channel = channel;
    this.onClose = onClose;
  }

  Path path() {
    return path;
  }

  void moved(Path to) {
    path = to;
  }

  /** The same error with the file's name, unless it has one or says that the file is closed. */
  static IOException about(Path path, IOException e) {
    if (e instanceof FileSystemException || e instanceof ClosedChannelException) {
      return e;
    }
    FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int total = 0;
    try {
      while (target.hasRemaining()) {
        int read = channel.read(target, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
    } catch (IOException e) {
      throw about(path, e);
    }
    return total;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // A part was written and then no more: that is how a quota and a full disk end a write.
      throw at > position ? new NoSpaceException(about(path, e)) : about(path, e);
    }
  }

  @Override
  public void force() throws IOException {
    try {
      boolean length = truncated;
      channel.force(length);
      truncated &= !length;
    } catch (IOException e) {
      throw about(path, e);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    try {
      truncated = true;
      channel.truncate(size);
    } catch (IOException e) {
      throw about(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    onClose.accept(this);
  }
}

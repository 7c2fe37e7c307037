package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A disk that forgets. What was not forced survives a power loss sector by sector as chance has it:
 * there, not there, or garbage; names that were not forced likewise, each by itself.
 *
 * <p>Thread-safe; the hook is called outside the lock, so that it may take its time.
 */
public final class SimulatedDisk implements Disk {

  private static final int SECTOR = 512;

  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> pendingNames = new ArrayList<>();
  private volatile long usable = Long.MAX_VALUE;
  private volatile boolean canOpen = true;
  private volatile long capacity = Long.MAX_VALUE;
  private volatile String fullText = "No space left on device";
  private volatile @Nullable String handlesText;
  private final AtomicLong writtenBytes = new AtomicLong();
  private volatile boolean gone;
  private volatile Hook hook = operation -> {};

  /** Is told of every operation before it happens, and may prevent it. */
  @FunctionalInterface
  public interface Hook {
    /** Before an operation. */
    void before(String operation) throws IOException;
  }

  /** The power went: nothing works any more. */
  public static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record NameChange(String name, @Nullable Inode file) {}

  private record Write(long position, ByteBuffer bytes, boolean truncation) {
    int length() {
      return bytes.limit();
    }
  }

  private static final class Inode {
    private byte[] visible = {};
    private byte[] durable = {};
    private final List<Write> pending = new ArrayList<>();

    /** Only what is still pending reaches the disk: a force that failed has lost its writes. */
    void settle() {
      for (Write write : pending) {
        if (write.truncation()) {
          durable = Arrays.copyOf(durable, (int) Math.min(durable.length, write.position()));
          continue;
        }
        int end = (int) write.position() + write.length();
        if (durable.length < end) {
          durable = Arrays.copyOf(durable, end);
        }
        write.bytes().get(0, durable, (int) write.position(), write.length());
      }
      pending.clear();
    }

    Inode afterPowerLoss(Random random) {
      byte[] content = durable.clone();
      for (Write write : pending) {
        if (write.truncation()) {
          content = random.nextBoolean() ? Arrays.copyOf(content, (int) write.position()) : content;
          continue;
        }
        int fate = random.nextInt(10);
        for (long at = write.position(); at < write.position() + write.length(); ) {
          long end = Math.min(at / SECTOR * SECTOR + SECTOR, write.position() + write.length());
          boolean kept = fate < 4 || (fate < 8 && random.nextBoolean());
          boolean garbled = fate == 7 && random.nextInt(4) == 0;
          if (kept || garbled) {
            if (content.length < end) {
              content = Arrays.copyOf(content, (int) end);
            }
            for (long i = at; i < end; i++) {
              content[(int) i] =
                  garbled
                      ? (byte) random.nextInt()
                      : write.bytes().get((int) (i - write.position()));
            }
          }
          at = end;
        }
      }
      Inode survivor = new Inode();
      survivor.visible = content;
      survivor.durable = content.clone();
      return survivor;
    }
  }

  /** Has every operation announced before it happens: force, folder-force, rename, write, … */
  public SimulatedDisk hook(Hook before) {
    hook = before;
    return this;
  }

  /** The disk as it is when the power is back. */
  public synchronized SimulatedDisk afterPowerLoss(Random random) {
    TreeMap<String, Inode> surviving = new TreeMap<>(durableNames);
    for (NameChange change : pendingNames) {
      if (random.nextBoolean()) {
        Inode file = change.file();
        if (file == null) {
          surviving.remove(change.name());
        } else {
          surviving.put(change.name(), file);
        }
      }
    }
    SimulatedDisk next = new SimulatedDisk();
    surviving.forEach((name, file) -> next.names.put(name, file.afterPowerLoss(random)));
    next.durableNames.putAll(next.names);
    return next;
  }

  /** The disk as a killed process leaves it: everything that was written is there. */
  public synchronized SimulatedDisk afterKill() {
    SimulatedDisk next = new SimulatedDisk();
    next.names.putAll(names);
    next.durableNames.putAll(durableNames);
    next.pendingNames.addAll(pendingNames);
    return next;
  }

  /** A copy that shares nothing, with everything forced. */
  public synchronized SimulatedDisk copy() {
    SimulatedDisk next = new SimulatedDisk();
    names.forEach((name, file) -> next.put(name, file.visible.clone()));
    return next;
  }

  /** A file's bytes; changing them damages the file. */
  public byte[] bytes(String name) {
    Inode file = names.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return file.visible;
  }

  /** Puts a file there, forced. */
  public synchronized void put(String name, byte[] content) {
    Inode file = new Inode();
    file.visible = content;
    file.durable = content.clone();
    names.put(name, file);
    durableNames.put(name, file);
  }

  /** Takes a file away, forced. */
  public synchronized void remove(String name) {
    names.remove(name);
    durableNames.remove(name);
  }

  @Override
  public List<String> list() throws IOException {
    hook.before("list");
    takeHandle();
    synchronized (this) {
      return List.copyOf(names.keySet());
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    hook.before("create");
    takeHandle();
    Inode file = new Inode();
    synchronized (this) {
      names.put(name, file);
      pendingNames.add(new NameChange(name, file));
    }
    return new OpenFile(file);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    hook.before("open");
    takeHandle();
    Inode file;
    synchronized (this) {
      file = names.get(name);
    }
    if (file == null) {
      throw new IOException("no file " + name);
    }
    return new OpenFile(file);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    hook.before("rename");
    synchronized (this) {
      Inode file = names.remove(from);
      if (file == null) {
        throw new IOException("no file " + from);
      }
      names.put(to, file);
      pendingNames.add(new NameChange(to, file));
      pendingNames.add(new NameChange(from, null));
    }
  }

  @Override
  public void delete(String name) throws IOException {
    hook.before("delete");
    synchronized (this) {
      names.remove(name);
      pendingNames.add(new NameChange(name, null));
    }
  }

  @Override
  public synchronized boolean exists(String name) {
    return names.containsKey(name);
  }

  @Override
  public long usable() {
    return Math.min(usable, capacity == Long.MAX_VALUE ? capacity : capacity - used());
  }

  @Override
  public boolean canOpen() {
    return canOpen && handlesText == null;
  }

  @Override
  public void check() throws IOException {
    if (gone) {
      throw new IOException("the folder was removed");
    }
  }

  /** What the disk says of its room, and whether the process is out of handles. */
  public SimulatedDisk says(long usableBytes, boolean opens) {
    usable = usableBytes;
    canOpen = opens;
    return this;
  }

  /** Bytes of all files. */
  public synchronized long used() {
    return names.values().stream().distinct().mapToLong(file -> file.visible.length).sum();
  }

  /** Lets the files have so many bytes in all; a write beyond fails, half done, with this text. */
  public synchronized SimulatedDisk full(long bytes, String text) {
    capacity = bytes;
    fullText = text;
    return this;
  }

  /** Makes the disk as large as it is filled, or endless again. */
  public synchronized SimulatedDisk full(boolean isFull, String text) {
    return full(isFull ? used() : Long.MAX_VALUE, text);
  }

  /** Opens no file any more, failing with this text; null opens them again. */
  public SimulatedDisk withoutHandles(@Nullable String text) {
    handlesText = text;
    return this;
  }

  /** Bytes that were ever written. */
  public long writtenBytes() {
    return writtenBytes.get();
  }

  private void takeHandle() throws IOException {
    String text = handlesText;
    if (text != null) {
      throw new IOException(text);
    }
  }

  /** Removes the folder: it is noticed by those who check. */
  public void removeFolder() {
    gone = true;
  }

  @Override
  public void force() throws IOException {
    hook.before("folder-force");
    synchronized (this) {
      durableNames.clear();
      durableNames.putAll(names);
      pendingNames.clear();
    }
  }

  private final class OpenFile implements DiskFile {
    private final Inode file;

    OpenFile(Inode file) {
      this.file = file;
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return file.visible.length;
      }
    }

    @Override
    public int read(ByteBuffer target, long position) {
      synchronized (SimulatedDisk.this) {
        int length = (int) Math.min(target.remaining(), file.visible.length - position);
        if (length <= 0) {
          return 0;
        }
        target.put(file.visible, (int) position, length);
        return length;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      hook.before("write");
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      int end = (int) position + bytes.length;
      synchronized (SimulatedDisk.this) {
        if (file.visible.length < end) {
          long room = capacity == Long.MAX_VALUE ? capacity : capacity - used();
          if (end - file.visible.length > room) {
            // As a file system does: what fits is there, and then comes the error.
            int fits = file.visible.length + (int) Math.max(0, room);
            file.visible = Arrays.copyOf(file.visible, fits);
            throw new IOException(fullText);
          }
          file.visible = Arrays.copyOf(file.visible, end);
        }
        writtenBytes.addAndGet(bytes.length);
        System.arraycopy(bytes, 0, file.visible, (int) position, bytes.length);
        file.pending.add(new Write(position, ByteBuffer.wrap(bytes), false));
      }
    }

    @Override
    public void force() throws IOException {
      try {
        hook.before("force");
      } catch (FailedForce e) {
        // As the kernel does: the pages are called clean, and are not on the disk.
        synchronized (SimulatedDisk.this) {
          file.pending.clear();
        }
        throw new IOException("Input/output error");
      }
      synchronized (SimulatedDisk.this) {
        file.settle();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      hook.before("truncate");
      synchronized (SimulatedDisk.this) {
        if (size < file.visible.length) {
          file.visible = Arrays.copyOf(file.visible, (int) size);
          file.pending.add(new Write(size, ByteBuffer.allocate(0), true));
        }
      }
    }

    @Override
    public void close() {}
  }

  /** Thrown by a hook to make a force fail as a disk does. */
  public static final class FailedForce extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}

package io.sutra.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports in a row that belong to one test until its process ends: a lock on a file keeps other tests
 * away, also those of other processes, and the system gives none of them to an outgoing connection.
 * A port that was only free for a moment has neither.
 */
public final class PortBlock {

  private static final int SIZE = 8;

  /** Below what Linux gives to outgoing connections unless told otherwise. */
  private static final int FIRST = 12_000;

  private static final int LAST = 32_000;

  private static final Path LOCKS =
      Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "sutra-test-ports");

  /** Held until the process ends. */
  private static final List<FileLock> HELD = new ArrayList<>();

  private final int first;

  private PortBlock(int first) {
    this.first = first;
  }

  /** Takes a block whose ports are all free. */
  public static PortBlock take() {
    int blocks = (LAST - FIRST) / SIZE;
    int start = ThreadLocalRandom.current().nextInt(blocks);
    try {
      Files.createDirectories(LOCKS);
      for (int i = 0; i < blocks; i++) {
        int first = FIRST + (start + i) % blocks * SIZE;
        if (lock(first)) {
          return new PortBlock(first);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no " + SIZE + " free ports in a row");
  }

  /** The port at that place, counted from 0. */
  public int port(int place) {
    if (place < 0 || place >= SIZE) {
      throw new IllegalArgumentException("a block has " + SIZE + " ports");
    }
    return first + place;
  }

  private static synchronized boolean lock(int first) throws IOException {
    FileChannel channel =
        FileChannel.open(
            LOCKS.resolve(Integer.toString(first)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null && areFree(first)) {
        HELD.add(lock);
        return true;
      }
    } catch (OverlappingFileLockException e) {
      // Another test of this process has it.
    }
    channel.close();
    return false;
  }

  private static boolean areFree(int first) {
    for (int port = first; port < first + SIZE; port++) {
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        probe.getLocalPort();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}

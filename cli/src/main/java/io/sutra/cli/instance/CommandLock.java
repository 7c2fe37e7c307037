package io.sutra.cli.instance;

import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps two commands from changing the same thing at once. It is a lock of the system on a file, so
 * it ends with the process that holds it, however that ends; the file says who holds it.
 */
public final class CommandLock {

  private static final long POLL_MILLIS = 100;
  private static final int LONGEST_NAME = 300;

  private CommandLock() {}

  /**
   * Waits until no other command holds the lock, and does {@code work} while this one does.
   *
   * @param file of the lock; its folder is made when it is missing
   * @param command that takes it, as a person would call it
   * @param waiting is told once for whom this waits
   * @throws CommandFailure when the file cannot be opened for writing
   */
  public static <T> T alone(Path file, String command, Consumer<String> waiting, Supplier<T> work) {
    try (FileChannel channel = open(file)) {
      await(channel, false, waiting);
      nameHolder(channel, command);
      return work.get();
    } catch (IOException e) {
      throw cannotTake(file, e);
    }
  }

  /** Writes down who holds the lock, for those who wait; it is held without that too. */
  private static void nameHolder(FileChannel channel, String command) {
    String holder =
        command
            + " (process "
            + ProcessHandle.current().pid()
            + ", since "
            + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
            + ")";
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      // On a full disk, where ./sutra down must still work, those who wait see no name.
    }
  }

  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static CommandFailure cannotTake(Path file, IOException e) {
    return new CommandFailure(
        "The lock " + file + " cannot be taken: " + Problems.reason(e) + ".", e);
  }

  /**
   * Waits until nobody holds the lock alone, and does {@code work} while nobody can take it so.
   * Where the file is missing and cannot be made, nobody else can take it either, and there is
   * nothing to wait for.
   */
  public static <T> T shared(Path file, Consumer<String> waiting, Supplier<T> work) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
      }
    } catch (IOException e) {
      if (!Files.exists(file)) {
        return work.get();
      }
    }
    if (!Files.isReadable(file)) {
      return work.get();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      await(channel, true, waiting);
      return work.get();
    } catch (IOException e) {
      throw cannotTake(file, e);
    }
  }

  private static void await(FileChannel channel, boolean shared, Consumer<String> waiting)
      throws IOException {
    boolean said = false;
    while (!tryLock(channel, shared)) {
      if (!said) {
        waiting.accept("Waiting for " + holder(channel) + " to finish");
        said = true;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("Interrupted.", e);
      }
    }
  }

  private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
    try {
      // Held until the channel is closed.
      return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_NAME);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return holder.isBlank() ? "another command" : holder;
  }
}

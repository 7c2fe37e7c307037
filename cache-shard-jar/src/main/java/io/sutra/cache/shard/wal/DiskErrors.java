package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Tells a lack of space, quota or file handles from a disk that fails, in every language.
 *
 * <p>Java has no type for these errors and passes on the system's text, which is in the language of
 * the process. So three things decide: what the text is (in this process's language, learned from
 * {@code /dev/full}, or in one of the languages of the C library), what room the disk says there
 * is, and whether any other file can be opened. A failed fsync is never asked about: its data is in
 * doubt, whatever the reason was.
 *
 * <p>Thread-safe.
 */
final class DiskErrors {

  /** A disk with less room than this beyond what was to be written is called full. */
  private static final long SLACK = 1 << 20;

  private static final Set<String> TEXTS = texts();

  private final Disk disk;

  DiskErrors(Disk disk) {
    this.disk = disk;
  }

  /**
   * What a failed write was.
   *
   * @param bytes that were to be written
   * @return a {@link NoSpaceException}, or the error itself when the disk failed
   */
  IOException ofWrite(IOException error, long bytes) {
    if (error instanceof NoSpaceException || !mayBeLack(error)) {
      return error;
    }
    return isLack(reason(error)) || isFull(bytes) ? new NoSpaceException(error) : error;
  }

  /**
   * What a failed attempt to open or create a file was.
   *
   * @return a {@link NoSpaceException}, or the error itself when the disk failed
   */
  IOException ofOpen(IOException error) {
    if (error instanceof NoSpaceException || !mayBeLack(error)) {
      return error;
    }
    return isLack(reason(error)) || isFull(0) || !disk.canOpen()
        ? new NoSpaceException(error)
        : error;
  }

  private boolean isFull(long bytes) {
    try {
      disk.check();
      return disk.usable() < bytes + SLACK;
    } catch (IOException e) {
      // The folder is gone or cannot be read: that is the failure, and it is no lack of space.
      return false;
    }
  }

  /** Errors that have another explanation, or were explained before. */
  private static boolean mayBeLack(IOException error) {
    return !(error instanceof AccessDeniedException
        || error instanceof NoSuchFileException
        || error instanceof ClosedChannelException
        || error instanceof LogFailedException
        || error instanceof LogRefusedException);
  }

  private static String reason(IOException error) {
    String reason =
        error instanceof FileSystemException about ? about.getReason() : error.getMessage();
    return String.valueOf(reason);
  }

  /** Whether a text of the system says that space, quota or handles are used up. */
  static boolean isLack(String text) {
    return TEXTS.contains(normal(text));
  }

  private static String normal(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }

  private static Set<String> texts() {
    Set<String> texts = new HashSet<>();
    try (InputStream in =
        Objects.requireNonNull(DiskErrors.class.getResourceAsStream("no-space-texts.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> texts.add(normal(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    learn(texts);
    return Set.copyOf(texts);
  }

  /** The text for "no space" in this process's own language. */
  private static void learn(Set<String> texts) {
    Path full = Path.of("/dev/full");
    if (!Files.isWritable(full)) {
      return;
    }
    try (OutputStream out = Files.newOutputStream(full, StandardOpenOption.WRITE)) {
      out.write(0);
    } catch (IOException e) {
      if (!(e instanceof FileSystemException about) || about.getReason() != null) {
        texts.add(normal(reason(e)));
      }
    }
  }
}

package io.sutra.mlbase.onnx.graph;

import io.sutra.mlbase.checksum.FileChecksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Keeps rewritten graphs from one start to the next: a folder per key, with the two files of {@link
 * EncoderRewriter} and {@code SHA256SUMS} over them, in the format of the {@code sha256sum}
 * command.
 *
 * <p>A folder appears complete, by one rename, or not at all; one whose files are not those that
 * were stored is never handed out. Thread-safe, and safe between processes.
 */
public final class GraphCache {

  private static final Logger LOG = Logger.getLogger(GraphCache.class.getName());

  private static final String SUMS_FILE = "SHA256SUMS";
  private static final List<String> FILES =
      List.of(EncoderRewriter.MODEL_FILE, EncoderRewriter.WEIGHTS_FILE);

  /** Between a key and what is random in the name of a folder that is being filled. */
  private static final String PART = ".part";

  /**
   * The file of such a folder that its process holds a lock on while it fills the folder. The
   * system gives the lock back however the process ends.
   */
  private static final String LOCK_FILE = "LOCK";

  /**
   * Filling takes seconds; a folder without a lock, on a file system that has none, is left over
   * when it is older.
   */
  private static final Duration LONGEST_FILLING = Duration.ofHours(1);

  /**
   * The folders that this process fills. To open and close the file of a lock would end the lock of
   * the same process.
   */
  private static final Set<Path> FILLED_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChecksums checksums;

  /**
   * Keeps graphs in {@code directory}.
   *
   * @param directory made when it is first needed
   * @param checksums what an earlier start may have found out about the files
   */
  public GraphCache(Path directory, FileChecksums checksums) {
    this.directory = directory.toAbsolutePath();
    this.checksums = checksums;
  }

  /** The cache in a service's work directory. */
  public static GraphCache in(Path workDirectory) {
    return new GraphCache(
        workDirectory.resolve("graphs"),
        FileChecksums.rememberedIn(workDirectory.resolve(FileChecksums.FOLDER)));
  }

  /**
   * Fills a folder with a graph.
   *
   * @param <X> what else may go wrong
   */
  public interface Filler<X extends Exception> {

    /**
     * Writes the files of a graph into an empty folder.
     *
     * @return false when there is nothing worth keeping
     */
    boolean fill(Path folder) throws IOException, X;
  }

  /**
   * The folder stored under {@code key}; empty when there is none. One that is damaged is removed,
   * with a warning.
   */
  public Optional<Path> find(String key) throws IOException {
    removeAbandonedParts();
    Path folder = directory.resolve(key);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    if (isIntact(folder)) {
      return Optional.of(folder);
    }
    LOG.log(Level.WARNING, "{0} is damaged and is removed; it will be made anew", folder);
    delete(folder);
    return Optional.empty();
  }

  /**
   * Makes the folder of {@code key}.
   *
   * @return the folder, or the one that another process stored meanwhile; empty when {@code filler}
   *     had nothing to keep
   */
  public <X extends Exception> Optional<Path> store(String key, Filler<X> filler)
      throws IOException, X {
    Files.createDirectories(directory);
    // The temporary folder, and so the one that it becomes, is its owner's alone.
    Path part = Files.createTempDirectory(directory, key + PART);
    FILLED_HERE.add(part);
    try {
      return fillLocked(part, filler) ? Optional.of(publish(part, key)) : Optional.empty();
    } finally {
      FILLED_HERE.remove(part);
      delete(part);
    }
  }

  private <X extends Exception> boolean fillLocked(Path part, Filler<X> filler)
      throws IOException, X {
    FileChannel lock = lock(part);
    try {
      if (!filler.fill(part)) {
        return false;
      }
      Files.writeString(part.resolve(SUMS_FILE), sums(part));
    } finally {
      lock.close();
    }
    Files.deleteIfExists(part.resolve(LOCK_FILE));
    return true;
  }

  /** Removes every graph of the model with that fingerprint, with which their keys begin. */
  public void removeOf(String fingerprint) throws IOException {
    for (Path folder : folders()) {
      if (folder.getFileName().toString().startsWith(fingerprint + "-")) {
        delete(folder);
      }
    }
  }

  private void removeAbandonedParts() throws IOException {
    for (Path folder : folders()) {
      if (folder.getFileName().toString().contains(PART) && !FILLED_HERE.contains(folder)) {
        removeIfAbandoned(folder);
      }
    }
  }

  /** What cannot be removed is in nobody's way; another process may be removing it. */
  private static void removeIfAbandoned(Path folder) {
    try {
      if (isAbandoned(folder)) {
        LOG.log(Level.INFO, "{0} was left by a process that was killed and is removed", folder);
        delete(folder);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, folder + " was left by a process that was killed and stays", e);
    }
  }

  /** Held until it is closed; without effect where the file system has no locks. */
  private static FileChannel lock(Path part) throws IOException {
    Path lockFile = part.resolve(LOCK_FILE);
    FileChannel file =
        FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      file.lock();
    } catch (IOException e) {
      LOG.log(Level.FINE, "no lock on " + lockFile, e);
      Files.delete(lockFile);
    }
    return file;
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return isOld(folder);
    }
  }

  private static boolean isOld(Path folder) throws IOException {
    try {
      return Files.getLastModifiedTime(folder)
          .toInstant()
          .isBefore(Instant.now().minus(LONGEST_FILLING));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(directory)) {
      return folders.toList();
    }
  }

  private Path publish(Path part, String key) throws IOException {
    Path folder = directory.resolve(key);
    try {
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (find(key).isEmpty()) {
        throw e;
      }
    }
    return folder;
  }

  private boolean isIntact(Path folder) throws IOException {
    try {
      String stored = Files.readString(folder.resolve(SUMS_FILE), StandardCharsets.ISO_8859_1);
      return stored.equals(sums(folder));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private String sums(Path folder) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : FILES) {
      sums.append(checksums.sha256(folder.resolve(file))).append("  ").append(file).append('\n');
    }
    return sums.toString();
  }

  /** With all that is in it; another process may be deleting the same. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      return;
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}

package io.sutra.mlbase.onnx.graph;

import io.sutra.mlbase.checksum.FileChecksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
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
    Path part = Files.createTempDirectory(directory, key + ".part");
    try {
      if (!filler.fill(part)) {
        return Optional.empty();
      }
      Files.writeString(part.resolve(SUMS_FILE), sums(part));
      return Optional.of(publish(part, key));
    } finally {
      delete(part);
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

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}

package io.sutra.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts folders in place. */
public final class FolderCopy {

  private FolderCopy() {}

  /**
   * Makes {@code target} hold what {@code source} holds, and nothing else. Files are linked, not
   * copied, where the file system can: archives and models are large and never edited in place.
   */
  public static void replace(Path source, Path target) throws IOException {
    delete(target);
    link(source, target);
  }

  /** Links everything below {@code source} to below {@code target}, over what is there. */
  public static void link(Path source, Path target) throws IOException {
    overlay(source, target, FolderCopy::linkOrCopy);
  }

  /**
   * Copies everything below {@code source} to below {@code target}, over what is there, with the
   * times of the files.
   */
  public static void copy(Path source, Path target) throws IOException {
    overlay(
        source,
        target,
        (from, to) -> {
          Files.copy(from, to);
          Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
        });
  }

  /** Puts one file in place. */
  @FunctionalInterface
  private interface Transfer {
    void transfer(Path from, Path to) throws IOException;
  }

  private static void overlay(Path source, Path target, Transfer transfer) throws IOException {
    try (Stream<Path> tree = Files.walk(source)) {
      for (Path from : (Iterable<Path>) tree::iterator) {
        Path to = target.resolve(source.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else if (!Files.exists(to) || !Files.isSameFile(from, to)) {
          // What is linked already stays as it is: it may be in use, and a new link would count as
          // a change of the file.
          Files.createDirectories(to.toAbsolutePath().getParent());
          Files.deleteIfExists(to);
          transfer.transfer(from, to);
        }
      }
    } catch (UncheckedIOException e) {
      throw cause(e);
    }
  }

  private static void linkOrCopy(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  /** Deletes {@code folder} and what is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw cause(e);
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  /** Why the walk over a folder ended: a folder below it that cannot be read, for instance. */
  static IOException cause(UncheckedIOException e) {
    return Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(e));
  }
}

package io.sutra.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** Folders that every user of the machine may read. */
public final class ReadableFolder {

  private ReadableFolder() {}

  /** Lets everybody read all below {@code folder}, and run what its owner may run. */
  public static void make(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) tree::iterator) {
        if (!Files.isSymbolicLink(file)) {
          make(file, Files.getPosixFilePermissions(file));
        }
      }
    } catch (UncheckedIOException e) {
      throw FolderCopy.cause(e);
    }
  }

  private static void make(Path file, Set<PosixFilePermission> now) throws IOException {
    Set<PosixFilePermission> wanted = EnumSet.copyOf(now);
    wanted.add(PosixFilePermission.GROUP_READ);
    wanted.add(PosixFilePermission.OTHERS_READ);
    if (now.contains(PosixFilePermission.OWNER_EXECUTE)) {
      wanted.add(PosixFilePermission.GROUP_EXECUTE);
      wanted.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    if (!wanted.equals(now)) {
      Files.setPosixFilePermissions(file, wanted);
    }
  }
}

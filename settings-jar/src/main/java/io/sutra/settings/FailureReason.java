package io.sutra.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Why something failed, in words: many of Java's exceptions about files only name the file. */
public final class FailureReason {

  private FailureReason() {}

  /** A part of a sentence, without the full stop; names the file that it is about. */
  public static String of(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException unchecked when unchecked.getCause() != null ->
          of(unchecked.getCause());
      case FileSystemException about -> ofFile(about);
      case ReadOnlyFileSystemException readOnly -> "the file system can only be read";
      default ->
          failure.getMessage() == null || failure.getMessage().isBlank()
              ? failure.getClass().getSimpleName()
              : failure.getMessage();
    };
  }

  private static String ofFile(FileSystemException failure) {
    String file = String.valueOf(failure.getFile());
    return switch (failure) {
      case AccessDeniedException denied -> "the user " + user() + " may not use " + file;
      case NoSuchFileException missing -> file + " does not exist";
      case NotDirectoryException other -> file + " is not a folder";
      case DirectoryNotEmptyException full -> file + " is not empty";
      case FileAlreadyExistsException there -> file + " is there already";
      case FileSystemLoopException loop -> file + " leads back to itself";
      case FileSystemException other when other.getReason() != null ->
          file + ": " + other.getReason();
      default -> file + " cannot be used (" + failure.getClass().getSimpleName() + ")";
    };
  }

  /** The user that this process runs as; its number where it has no name, as in containers. */
  public static String user() {
    String name = System.getProperty("user.name", "?");
    if (!name.equals("?")) {
      return name;
    }
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return name;
    }
  }
}

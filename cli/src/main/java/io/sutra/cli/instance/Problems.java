package io.sutra.cli.instance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;

/** Why something about a file failed, in words: many exceptions of Java's only name the file. */
public final class Problems {

  private Problems() {}

  /** A sentence's part, without the end stop; names the file that it is about. */
  public static String reason(IOException e) {
    String file = e instanceof FileSystemException about ? about.getFile() : "";
    return switch (e) {
      case AccessDeniedException denied ->
          "the user "
              + System.getProperty("user.name", "of this command")
              + " may not use "
              + denied.getFile();
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case NotDirectoryException file2 -> file2.getFile() + " is not a folder";
      case FileAlreadyExistsException there -> there.getFile() + " is there already";
      case FileSystemLoopException loop -> loop.getFile() + " leads back to itself";
      case FileSystemException other when other.getReason() != null ->
          file + ": " + other.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /** As {@link #reason(IOException)}, for a disk that cannot be written too. */
  public static String reason(ReadOnlyFileSystemException e) {
    return "the file system can only be read";
  }
}

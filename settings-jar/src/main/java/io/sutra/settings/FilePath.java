package io.sutra.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file or a folder.
 *
 * @param kind what it must be
 */
public record FilePath(Kind kind) implements SettingType<Path> {

  /** What a path must lead to. */
  public enum Kind {
    /** A folder that may be made when it is missing. */
    FOLDER("the path of a folder"),
    /** A file that may be made when it is missing. */
    FILE("the path of a file"),
    /** A regular file that this process can read. */
    READABLE_FILE("the path of a file that can be read");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  @Override
  public Optional<Path> parse(String text) {
    try {
      Path path = Path.of(text);
      return switch (kind) {
        case FOLDER ->
            Files.exists(path) && !Files.isDirectory(path) ? Optional.empty() : Optional.of(path);
        case FILE -> Files.isDirectory(path) ? Optional.empty() : Optional.of(path);
        case READABLE_FILE ->
            Files.isRegularFile(path) && Files.isReadable(path)
                ? Optional.of(path)
                : Optional.empty();
      };
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  @Override
  public String allowed() {
    return kind.title;
  }
}

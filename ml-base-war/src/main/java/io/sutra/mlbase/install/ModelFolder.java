package io.sutra.mlbase.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that an operator gave, read without trusting it: only regular files inside it are
 * opened, so that no pipe can block and no link can lead elsewhere. What is missing or wrong is
 * gathered, to be said at once. Not thread-safe.
 */
final class ModelFolder {

  private final Path folder;
  private final Path real;
  private final List<String> problems = new ArrayList<>();

  private ModelFolder(Path folder, Path real) {
    this.folder = folder;
    this.real = real;
  }

  /**
   * Opens a folder.
   *
   * @throws InstallException when there is no such folder
   */
  static ModelFolder open(Path folder) throws InstallException {
    if (!Files.isDirectory(folder)) {
      throw new InstallException(folder + " is not a folder that can be read.");
    }
    try {
      return new ModelFolder(folder, folder.toRealPath());
    } catch (IOException e) {
      throw new InstallException(folder + " cannot be read: " + e, e);
    }
  }

  /** Adds something that has to be mended before the folder can be used. */
  void problem(String text) {
    problems.add(text);
  }

  /**
   * Says everything that has to be mended.
   *
   * @throws InstallException when there is anything
   */
  void throwIfAnyProblem() throws InstallException {
    if (!problems.isEmpty()) {
      throw new InstallException(
          folder
              + " cannot be added as a model. Nothing was changed; mend all of this first:\n  - "
              + String.join("\n  - ", problems));
    }
  }

  /** A file that must be there; empty, with a problem noted, when it is not or is no file. */
  Optional<Path> needed(String name) {
    if (!Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      problem(name + " is missing");
      return Optional.empty();
    }
    return optional(name);
  }

  /** A file that may be there; a problem is noted when something else has its name. */
  Optional<Path> optional(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Path target = file.toRealPath();
      Optional<String> problem = problemOf(target);
      problem.ifPresent(text -> problem(name + text));
      return problem.isPresent() ? Optional.empty() : Optional.of(target);
    } catch (NoSuchFileException e) {
      problem(name + " is a symbolic link to a file that does not exist");
    } catch (IOException e) {
      problem(name + " cannot be read: " + e);
    }
    return Optional.empty();
  }

  private Optional<String> problemOf(Path target) throws IOException {
    if (!target.startsWith(real)) {
      return Optional.of(
          " is a symbolic link that leads out of the folder, to "
              + target
              + "; put a copy of the file there (cp -L)");
    }
    BasicFileAttributes attributes =
        Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return Optional.of(
          attributes.isDirectory()
              ? " is a folder, not a file"
              : " is a pipe, a socket or a device, not a file");
    }
    if (attributes.size() == 0) {
      return Optional.of(" is empty");
    }
    return Files.isReadable(target)
        ? Optional.empty()
        : Optional.of(" cannot be read by this user");
  }

  /** The names in the folder that begin so, in their order. */
  List<String> names(String beginning) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(beginning))
          .sorted()
          .toList();
    }
  }

  /**
   * The top-level fields of a JSON file that are plain values; none, with a problem noted, when it
   * is not a JSON object.
   *
   * @param file as {@link #needed} or {@link #optional} gave it
   */
  Map<String, String> fields(Path file) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        problem(real.relativize(file) + " is not a JSON object");
        return fields;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken().isScalarValue()) {
          fields.put(field, json.getText());
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      problem(real.relativize(file) + " is not valid JSON: " + firstLine(e));
    }
    return fields;
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }
}

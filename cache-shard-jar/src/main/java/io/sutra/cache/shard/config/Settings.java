package io.sutra.cache.shard.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads typed values by key and collects what is wrong with them. Used by one thread. */
final class Settings {

  private final Function<String, Optional<String>> source;
  private final List<String> problems = new ArrayList<>();

  Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  Optional<String> text(String key) {
    return source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
  }

  long number(String key, long fallback, long least, long most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below like a number out of range.
    }
    problem(key, text.get(), "a whole number from " + least + " to " + most);
    return fallback;
  }

  <E extends Enum<E>> E choice(String key, E fallback, Class<E> type) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    List<String> allowed = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      String name = value.name().toLowerCase(Locale.ROOT);
      if (name.equals(text.get())) {
        return value;
      }
      allowed.add(name);
    }
    problem(key, text.get(), "one of " + String.join(", ", allowed));
    return fallback;
  }

  Optional<Path> path(String key) {
    Optional<String> text = text(key);
    try {
      return text.map(Path::of);
    } catch (InvalidPathException e) {
      problem(key, text.orElse(""), "a path");
      return Optional.empty();
    }
  }

  Optional<Path> readableFile(String key) {
    Optional<Path> path = path(key);
    if (path.isPresent() && !Files.isReadable(path.get())) {
      problem(key, path.get().toString(), "a file that can be read");
      return Optional.empty();
    }
    return path;
  }

  /** A secret, by its key or from the file that the key with _FILE names. It is in no message. */
  Optional<String> secret(String key) {
    Optional<String> direct = text(key);
    Optional<Path> file = readableFile(key + "_FILE");
    if (direct.isPresent() && file.isPresent()) {
      problems.add(key + " and " + key + "_FILE are both set: set one of them");
    }
    if (file.isEmpty()) {
      return direct;
    }
    try {
      return Optional.of(Files.readString(file.get()).strip());
    } catch (IOException e) {
      problem(key + "_FILE", file.get().toString(), "a text file that can be read");
      return Optional.empty();
    }
  }

  void problem(String key, String value, String allowed) {
    problems.add(key + " is \"" + value + "\"; allowed: " + allowed);
  }

  void problem(String text) {
    problems.add(text);
  }

  void check() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}

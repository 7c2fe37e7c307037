package io.sutra.mlbase.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Reads typed settings from their text and collects what is wrong with them, so that one start
 * reports every mistake. Not thread-safe.
 */
final class SettingsReader {

  private final Function<String, Optional<String>> source;
  private final List<String> problems = new ArrayList<>();

  /** {@code source} gives the text of a key, if it is set. */
  SettingsReader(Function<String, Optional<String>> source) {
    this.source = source;
  }

  Optional<String> text(String key) {
    return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
  }

  String text(String key, String whenUnset) {
    return text(key).orElse(whenUnset);
  }

  OptionalInt optionalInteger(String key, int minimum, int maximum) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= minimum && value <= maximum) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below, in the same words as a number out of range.
    }
    problem(key, text.get(), "a whole number from " + minimum + " to " + maximum);
    return OptionalInt.empty();
  }

  int integer(String key, int whenUnset, int minimum, int maximum) {
    return optionalInteger(key, minimum, maximum).orElse(whenUnset);
  }

  void problem(String key, String value, String allowed) {
    problems.add(key + " is '" + value + "'; allowed is " + allowed + ".");
  }

  void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}

package io.sutra.api.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Reads typed settings from their text and collects what is wrong with them, so that one start
 * reports every mistake. Not thread-safe.
 */
public final class SettingsReader {

  private final Function<String, Optional<String>> source;
  private final List<String> problems = new ArrayList<>();

  /** {@code source} gives the text of a key, if it is set. */
  public SettingsReader(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /** The text of {@code key} without blanks around it; empty when it is unset or blank. */
  public Optional<String> text(String key) {
    return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** The text of {@code key}, or what stands for it when it is unset. */
  public String text(String key, String whenUnset) {
    return text(key).orElse(whenUnset);
  }

  /** A whole number between the bounds, both allowed; empty when it is unset or wrong. */
  public OptionalInt optionalInteger(String key, int minimum, int maximum) {
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

  /** A whole number between the bounds, both allowed; the default when it is unset or wrong. */
  public int integer(String key, int whenUnset, int minimum, int maximum) {
    return optionalInteger(key, minimum, maximum).orElse(whenUnset);
  }

  /** True or false; the default when it is unset or wrong. */
  public boolean flag(String key, boolean whenUnset) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return whenUnset;
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, text.get(), "true or false");
        yield whenUnset;
      }
    };
  }

  /** Notes that {@code value} is not allowed. */
  public void problem(String key, String value, String allowed) {
    problems.add(key + " is '" + value + "'; allowed is " + allowed + ".");
  }

  /**
   * To be called after the last key.
   *
   * @throws ConfigurationException with all problems, if there are any
   */
  public void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}

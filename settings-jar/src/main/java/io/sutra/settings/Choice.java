package io.sutra.settings;

import java.util.List;
import java.util.Optional;

/**
 * One of a few words.
 *
 * @param words those that are allowed
 */
public record Choice(List<String> words) implements SettingType<String> {

  /** Copies the list. */
  public Choice {
    words = List.copyOf(words);
  }

  @Override
  public Optional<String> parse(String text) {
    return words.contains(text) ? Optional.of(text) : Optional.empty();
  }

  @Override
  public String allowed() {
    return "one of " + String.join(", ", words);
  }
}

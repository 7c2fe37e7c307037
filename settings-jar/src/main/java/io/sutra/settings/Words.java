package io.sutra.settings;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some of a few words, with commas between them, or {@code all}.
 *
 * @param words those that are allowed
 */
public record Words(List<String> words) implements SettingType<Set<String>> {

  private static final String ALL = "all";

  /** Copies the list. */
  public Words {
    words = List.copyOf(words);
  }

  @Override
  public Optional<Set<String>> parse(String text) {
    if (text.equals(ALL)) {
      return Optional.of(Set.copyOf(words));
    }
    Set<String> chosen =
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return words.containsAll(chosen) ? Optional.of(Set.copyOf(chosen)) : Optional.empty();
  }

  @Override
  public String plain(Set<String> value) {
    return words.stream().filter(value::contains).collect(Collectors.joining(","));
  }

  @Override
  public String allowed() {
    return ALL + ", or some of " + String.join(", ", words) + " with commas between them";
  }
}

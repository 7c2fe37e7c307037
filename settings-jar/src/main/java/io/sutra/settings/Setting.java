package io.sutra.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One setting. Immutable.
 *
 * @param <T> the type of its value
 * @param key the name of the variable, the same in the environment, in {@code sutra.properties} and
 *     in a server's variables
 * @param type how its text is read and what is allowed
 * @param fallback what applies while it is not set
 * @param readBy the processes that read it
 * @param meaning one sentence, without a full stop
 * @param secret whether its value must never be shown
 */
public record Setting<T>(
    String key,
    SettingType<T> type,
    Default fallback,
    Set<Component> readBy,
    String meaning,
    boolean secret) {

  /** Copies the set. */
  public Setting {
    readBy = Set.copyOf(readBy);
  }

  /** What applies while a setting is not set. */
  public sealed interface Default {

    /** The same text for every process. */
    record Same(String text) implements Default {}

    /** A text for each process that reads the setting. */
    record PerComponent(Map<Component, String> texts) implements Default {

      /** Copies the map. */
      public PerComponent {
        texts = Map.copyOf(texts);
      }
    }

    /** No text: the process that reads the setting derives a value, described here in words. */
    record Derived(String words) implements Default {}
  }

  /** The text of the default for {@code component}; empty when the default is derived. */
  public Optional<String> defaultText(Component component) {
    return switch (fallback) {
      case Default.Same same -> Optional.of(same.text());
      case Default.PerComponent each -> Optional.ofNullable(each.texts().get(component));
      case Default.Derived derived -> Optional.empty();
    };
  }

  /** {@code value} as it may be shown to people. */
  public String shown(String value) {
    return secret ? "(not shown)" : value;
  }

  /** The sentence that refuses {@code value}. */
  public String refusal(String value, String allowed) {
    return secret || type.refusedTextMayBeSecret()
        ? key + " has a value that is not allowed (not shown); allowed is " + allowed + "."
        : key + " is '" + value + "'; allowed is " + allowed + ".";
  }
}

package io.sutra.settings;

import java.util.Optional;

/** {@code true} or {@code false}. */
public record Flag() implements SettingType<Boolean> {

  @Override
  public Optional<Boolean> parse(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  @Override
  public String allowed() {
    return "true or false";
  }
}

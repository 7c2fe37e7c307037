package io.sutra.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text of a given form.
 *
 * @param form a regular expression that the whole text must match
 * @param description what the form is, as the end of a sentence: "a host name or an IP address"
 */
public record FreeText(String form, String description) implements SettingType<String> {

  /** Any text without control characters. */
  public static final String ANY = "[^\\p{Cntrl}]+";

  @Override
  public Optional<String> parse(String text) {
    return Pattern.matches(form, text) ? Optional.of(text) : Optional.empty();
  }

  @Override
  public String allowed() {
    return description;
  }
}

package io.sutra.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A whole number.
 *
 * @param least the smallest that is allowed
 * @param most the largest that is allowed
 */
public record WholeNumber(int least, int most) implements SettingType<Integer> {

  /** Of a length that a {@code long} holds; no sign but minus, no digits but those of ASCII. */
  private static final Pattern FORM = Pattern.compile("-?[0-9]{1,18}");

  @Override
  public Optional<Integer> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number >= least && number <= most ? Optional.of((int) number) : Optional.empty();
  }

  @Override
  public String allowed() {
    return "a whole number from " + least + " to " + most;
  }
}

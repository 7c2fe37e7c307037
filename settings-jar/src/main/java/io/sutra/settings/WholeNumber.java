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

  /**
   * Of a length that a {@code long} holds; no sign but minus, no zeros in front, no digits but
   * those of ASCII: other programs read such texts in other ways.
   */
  private static final Pattern FORM = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

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

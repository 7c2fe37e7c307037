package io.sutra.settings;

import java.util.Optional;

/**
 * A whole number.
 *
 * @param least the smallest that is allowed
 * @param most the largest that is allowed
 */
public record WholeNumber(int least, int most) implements SettingType<Integer> {

  @Override
  public Optional<Integer> parse(String text) {
    try {
      int number = Integer.parseInt(text);
      return number >= least && number <= most ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public String allowed() {
    return "a whole number from " + least + " to " + most;
  }
}

package io.sutra.settings;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads whole numbers that may carry a unit. */
final class Quantity {

  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})([A-Za-z]*)");

  private Quantity() {}

  /**
   * The number in the smallest unit.
   *
   * @param units how many of the smallest unit each unit has
   * @param plain how many of the smallest unit a number without a unit counts
   * @return empty when the text is no whole number, its unit is unknown, or it is too large
   */
  static Optional<Long> parse(String text, Map<String, Long> units, long plain) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String unit = form.group(2);
    Long factor = unit.isEmpty() ? Long.valueOf(plain) : units.get(unit);
    if (factor == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Math.multiplyExact(Long.parseLong(form.group(1)), factor));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}

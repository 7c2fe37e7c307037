package io.sutra.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A span of time: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 24h}, {@code 7d}. What a number
 * without a unit counts is the setting's own.
 *
 * @param plain what a number without a unit counts
 * @param least the shortest that is allowed
 * @param most the longest that is allowed
 */
public record TimeSpan(Plain plain, Duration least, Duration most)
    implements SettingType<Duration> {

  private static final long SECOND = 1_000L;

  /** Milliseconds of each unit. */
  private static final Map<String, Long> UNITS =
      Map.of("ms", 1L, "s", SECOND, "m", 60 * SECOND, "h", 3_600 * SECOND, "d", 86_400 * SECOND);

  /** What a number without a unit counts. */
  public enum Plain {
    /** A thousandth of a second. */
    MILLISECONDS(1, "milliseconds"),
    /** A second. */
    SECONDS(SECOND, "seconds");

    private final long milliseconds;
    private final String title;

    Plain(long milliseconds, String title) {
      this.milliseconds = milliseconds;
      this.title = title;
    }
  }

  @Override
  public Optional<Duration> parse(String text) {
    return Quantity.parse(text, UNITS, plain.milliseconds)
        .map(Duration::ofMillis)
        .filter(span -> span.compareTo(least) >= 0 && span.compareTo(most) <= 0);
  }

  /** In milliseconds with their unit when the setting counts seconds and it is no whole number. */
  @Override
  public String plain(Duration span) {
    long milliseconds = span.toMillis();
    return milliseconds % plain.milliseconds == 0
        ? Long.toString(milliseconds / plain.milliseconds)
        : milliseconds + "ms";
  }

  /** {@code span} in the largest unit that leaves a whole number: {@code 24h}, {@code 500ms}. */
  private static String text(Duration span) {
    long milliseconds = span.toMillis();
    String best = milliseconds + "ms";
    for (String unit : new String[] {"s", "m", "h", "d"}) {
      long factor = UNITS.getOrDefault(unit, 1L);
      if (milliseconds != 0 && milliseconds % factor == 0) {
        best = milliseconds / factor + unit;
      }
    }
    return best;
  }

  @Override
  public String allowed() {
    return "a whole number from "
        + least.toMillis() / plain.milliseconds
        + " to "
        + most.toMillis() / plain.milliseconds
        + ", in "
        + plain.title
        + ", or a duration from "
        + text(least)
        + " to "
        + text(most)
        + ", in ms, s, m, h or d";
  }
}

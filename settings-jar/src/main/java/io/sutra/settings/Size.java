package io.sutra.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/**
 * An amount of memory or disk, in bytes: {@code 8388608}, {@code 8MiB}, {@code 1GiB}. A number
 * without a unit counts bytes.
 *
 * @param least the smallest that is allowed, in bytes
 * @param most the largest that is allowed, in bytes
 */
public record Size(long least, long most) implements SettingType<Long> {

  /** Bytes of each unit. */
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  @Override
  public Optional<Long> parse(String text) {
    return Quantity.parse(text, UNITS, 1).filter(bytes -> bytes >= least && bytes <= most);
  }

  @Override
  public String allowed() {
    return "a whole number from "
        + least
        + " to "
        + most
        + ", in bytes, or a size from "
        + text(least)
        + " to "
        + text(most)
        + ", in B, KiB, MiB, GiB or TiB";
  }

  /** {@code bytes} in the largest unit that leaves a whole number: {@code 8MiB}. */
  public static String text(long bytes) {
    if (bytes == 0) {
      return "0";
    }
    String best = Long.toString(bytes);
    long factor = 1;
    for (String unit : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
      factor <<= 10;
      if (bytes % factor == 0) {
        best = bytes / factor + unit;
      }
    }
    return best;
  }

  /** {@code bytes} as people read them, rounded: {@code 1.4 GiB}, {@code 512 MiB}. */
  public static String about(long bytes) {
    return rounded(bytes, RoundingMode.HALF_UP);
  }

  /** As {@link #about}, and no more than {@code bytes}. */
  static String atMost(long bytes) {
    return rounded(bytes, RoundingMode.DOWN);
  }

  private static String rounded(long bytes, RoundingMode mode) {
    boolean gibibytes = bytes >= 1L << 30;
    return new BigDecimal(bytes)
            .divide(new BigDecimal(gibibytes ? 1L << 30 : 1L << 20), gibibytes ? 1 : 0, mode)
            .toPlainString()
        + (gibibytes ? " GiB" : " MiB");
  }
}

package io.sutra.settings;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a Java process lets its program use. Immutable.
 *
 * @param heapBytes the most that the heap grows to
 * @param directBytes what {@code -XX:MaxDirectMemorySize} gives; empty when Java was started
 *     without it
 * @param takesFromSystem whether the shard can take memory from the system itself, which Java
 *     bounds only by that option
 */
public record JvmLimits(long heapBytes, OptionalLong directBytes, boolean takesFromSystem) {

  /** The first version of Java in which a program can call the system's allocator. */
  private static final int FIRST_WITH_FOREIGN = 22;

  static final String DIRECT_OPTION = "-XX:MaxDirectMemorySize";

  private static final Pattern DIRECT = Pattern.compile(DIRECT_OPTION + "=(\\d{1,18})([kmgt]?)b?");

  /** Limits of a process whose memory outside the heap is all allocated by Java. */
  public JvmLimits(long heapBytes, OptionalLong directBytes) {
    this(heapBytes, directBytes, false);
  }

  /** The limits of this process. */
  public static JvmLimits ofThisProcess() {
    return new JvmLimits(
        Runtime.getRuntime().maxMemory(),
        direct(ManagementFactory.getRuntimeMXBean().getInputArguments()),
        Runtime.version().feature() >= FIRST_WITH_FOREIGN);
  }

  /** As Java takes it: the last one counts, and 0 stands for as much as the heap. */
  static OptionalLong direct(List<String> options) {
    OptionalLong last = OptionalLong.empty();
    for (String option : options) {
      Matcher given =
          DIRECT.matcher(
              option.startsWith(DIRECT_OPTION)
                  ? DIRECT_OPTION
                      + option.substring(DIRECT_OPTION.length()).toLowerCase(Locale.ROOT)
                  : option);
      if (given.matches()) {
        int unit = "kmgt".indexOf(given.group(2)) + 1;
        long bytes = Long.parseLong(given.group(1)) << (given.group(2).isEmpty() ? 0 : 10 * unit);
        last = bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
      }
    }
    return last;
  }

  /** The most direct memory that the program can have. */
  long mostDirectBytes() {
    return directBytes.orElse(takesFromSystem ? Long.MAX_VALUE : heapBytes);
  }

  /** "-XX:MaxDirectMemorySize allows 1.0 GiB", as a part of a sentence. */
  String sentence() {
    return directBytes.isPresent()
        ? DIRECT_OPTION + " allows " + Size.about(directBytes.getAsLong())
        : "Java, started without "
            + DIRECT_OPTION
            + ", allows as much outside the heap as in it, "
            + Size.about(heapBytes);
  }
}

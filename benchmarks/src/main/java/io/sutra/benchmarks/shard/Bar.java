package io.sutra.benchmarks.shard;

import java.util.Locale;

/** What the shard has to reach: each report states all of them, met or not. */
enum Bar {
  GET_OF_16("get, 16 keys a frame ÷ Redis", true, 1.5, "%.2f ×"),
  GET_OF_1("get, 1 key a frame ÷ Redis", true, 1.5, "%.2f ×"),
  DURABLE_PUT("durable put ÷ Redis", true, 2.0, "%.2f ×"),
  MEMORY_OF_REDIS("resident bytes per entry ÷ Redis", false, 0.70, "%.2f ×"),
  MEMORY_OF_ENTRY("resident bytes per entry ÷ (value + 40 bytes)", false, 1.12, "%.3f ×"),
  DISK("bytes on disk per entry after compaction ÷ (value + 32 bytes)", false, 1.10, "%.3f ×"),
  RECOVERY("recovery", true, 500_000, "%,.0f entries/s"),
  PUT_IN_COMPACTION("put during a compaction, half load, p99", false, 2, "%.2f ms"),
  SWAP_REFUSED("puts refused in the swap 384 → 1,024 numbers", false, 0, "%,.0f"),
  SWAP_P99("p99 of gets during that swap ÷ before", false, 2, "%.2f ×");

  private final String what;
  private final boolean atLeast;
  private final double limit;
  private final String format;

  /**
   * A bar.
   *
   * @param atLeast whether the limit is the least that is allowed, and not the most
   * @param format of a number with its unit
   */
  Bar(String what, boolean atLeast, double limit, String format) {
    this.what = what;
    this.atLeast = atLeast;
    this.limit = limit;
    this.format = format;
  }

  String what() {
    return what;
  }

  double limit() {
    return limit;
  }

  boolean met(double measured) {
    return atLeast ? measured >= limit : measured <= limit;
  }

  /** The word of a report. */
  String verdict(double measured) {
    return met(measured) ? "met" : "**not met**";
  }

  /** The one of two results that is further from being met. */
  double worse(double one, double other) {
    return atLeast ? Math.min(one, other) : Math.max(one, other);
  }

  String show(double measured) {
    return String.format(Locale.ROOT, format, measured);
  }

  /** The limit as a report shows it. */
  String showLimit() {
    return (atLeast ? "≥ " : "≤ ") + show(limit);
  }
}

package io.sutra.cli.validate;

import java.util.Locale;

/**
 * One thing that is promised.
 *
 * @param phase 0 to 2
 * @param what is looked at
 * @param measured number with its unit, or why it was not measured
 * @param promised number with its unit
 */
public record Check(int phase, String what, String measured, String promised, Outcome outcome) {

  /** What came of it. */
  public enum Outcome {
    OK,
    FAILED,
    /** With the present settings it cannot be measured. */
    SKIPPED;

    @Override
    public String toString() {
      return this == FAILED ? name() : name().toLowerCase(Locale.ROOT);
    }
  }

  /** A check that was made. */
  Check(int phase, String what, String measured, String promised, boolean passed) {
    this(phase, what, measured, promised, passed ? Outcome.OK : Outcome.FAILED);
  }

  /** A check that cannot be made, for {@code reason}. */
  static Check skipped(int phase, String what, String reason, String promised) {
    return new Check(phase, what, reason, promised, Outcome.SKIPPED);
  }
}

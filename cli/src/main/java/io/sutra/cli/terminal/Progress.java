package io.sutra.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * One long step at a time: on a terminal a line that is rewritten, elsewhere one line per change,
 * so that a log stays readable. Not thread-safe.
 */
public final class Progress {

  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private long start = System.nanoTime();
  private String lastStep = "";

  /** Progress on {@code out}; drawn in place when the launcher found a terminal there. */
  public Progress(PrintWriter out) {
    this(out, Boolean.getBoolean("sutra.terminal"));
  }

  Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A long step begins. */
  public void begin(String what) {
    start = System.nanoTime();
    lastStep = "";
    out.println(what + " …");
    out.flush();
  }

  /** Where the step is now; the same text again only moves the clock. */
  public void step(String where) {
    if (terminal) {
      out.print(CLEAR_LINE + "  " + where + " (" + elapsed() + ")");
    } else if (!where.equals(lastStep)) {
      out.println("  " + where);
    }
    lastStep = where;
    out.flush();
  }

  /** The step is done. */
  public void end(String result) {
    out.println((terminal ? CLEAR_LINE : "") + "  " + result + " in " + elapsed());
    out.flush();
  }

  /** Something worth a line that is not a long step. */
  public void note(String what) {
    out.println(what);
    out.flush();
  }

  private String elapsed() {
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    return taken.toMinutes() > 0
        ? taken.toMinutes() + " min " + taken.toSecondsPart() + " s"
        : taken.toSeconds() + "." + taken.toMillisPart() / 100 + " s";
  }
}

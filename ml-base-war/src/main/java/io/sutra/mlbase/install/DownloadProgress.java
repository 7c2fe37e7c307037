package io.sutra.mlbase.install;

import java.io.PrintStream;
import java.util.OptionalLong;

/** Shows how far a download is: a line that changes on a terminal, else one each tenth. */
final class DownloadProgress {

  private static final int BAR = 30;

  private final PrintStream out;
  private final boolean terminal;
  private String last = "";

  DownloadProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** {@code received} bytes of {@code file} are there. */
  void report(String file, long received, OptionalLong size) {
    long percent = size.isPresent() ? received * 100 / Math.max(1, size.getAsLong()) : 0;
    long shown = terminal ? percent : percent / 10 * 10;
    String line =
        size.isPresent()
            ? "%s %s %3d %% of %,.1f MB".formatted(file, bar(shown), shown, size.getAsLong() / 1e6)
            : "%s %,d MB".formatted(file, received / 1_000_000);
    if (line.equals(last)) {
      return;
    }
    last = line;
    out.print(terminal ? "\r" + line : line + "\n");
    if (terminal && percent == 100) {
      out.println();
    }
    out.flush();
  }

  private static String bar(long percent) {
    int full = (int) (percent * BAR / 100);
    return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "]";
  }
}

package io.sutra.cli.monitor;

import io.sutra.cli.terminal.KeyboardTerminal.Size;
import io.sutra.cli.terminal.Line;
import io.sutra.cli.terminal.Palette.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two readings as lines of text: what happened between them. The summary and a table of six servers
 * fit into 60 columns and 12 rows; a larger window gets more columns and blank lines, and a smaller
 * one fewer servers, those that are not ready first.
 */
public final class Screen {

  /** Where nobody limits the size: a file, a pipe. */
  public static final Size UNLIMITED = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private static final int SUMMARY_LINES = 4;

  private Screen() {}

  /**
   * The lines; counters that went back, because a server was restarted, count as nothing.
   *
   * @param title of the whole screen
   * @param size that the lines fit into, cut at its width
   */
  public static List<Line> lines(String title, Reading before, Reading now, Size size) {
    List<Line> summary = Summary.lines(before, now);
    ServerTable table = new ServerTable(before, now, size.columns());
    List<Line> servers = table.rows(size.rows() - SUMMARY_LINES - 2);
    boolean spacious = SUMMARY_LINES + servers.size() + 4 <= size.rows();
    List<Line> lines = new ArrayList<>();
    lines.add(Line.EMPTY.with(Tone.STRONG, title));
    blank(spacious, lines);
    lines.addAll(summary);
    blank(spacious, lines);
    lines.add(table.header());
    lines.addAll(servers);
    return List.copyOf(lines.subList(0, Math.min(lines.size(), Math.max(1, size.rows()))));
  }

  private static void blank(boolean wanted, List<Line> lines) {
    if (wanted) {
      lines.add(Line.EMPTY);
    }
  }

  /** Seconds between two readings; nothing when they are one and the same. */
  static Optional<Double> seconds(Reading before, Reading now) {
    return now.nanos() > before.nanos()
        ? Optional.of((now.nanos() - before.nanos()) / 1e9)
        : Optional.empty();
  }

  /** A count in few characters: {@code 999,999}, {@code 1.0 M}. */
  static String count(double number) {
    return number < 1e6 ? "%,.0f".formatted(number) : "%,.1f M".formatted(number / 1e6);
  }

  /** A time in few characters. */
  static String millis(double millis) {
    return millis < 100 ? "%.1f".formatted(millis) : "%.0f".formatted(millis);
  }
}

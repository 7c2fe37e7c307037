package io.sutra.cli.monitor;

import io.sutra.cli.terminal.KeyboardTerminal;
import io.sutra.cli.terminal.KeyboardTerminal.Size;
import io.sutra.cli.terminal.Line;
import io.sutra.cli.terminal.Palette;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Shows reading after reading: on a terminal in place, elsewhere one below the other. Readings are
 * taken in a thread of their own, so that a key or a new size counts at once, however long a server
 * takes to answer.
 */
public final class Monitor {

  private static final String HOME = "\033[H";
  private static final String CLEAR = "\033[2J";
  private static final String CLEAR_TO_END_OF_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final Size USUAL = new Size(24, 80);
  private static final long KEY_MILLIS = 100;
  private static final long SIZE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Source source;
  private final PrintWriter out;
  private final Duration interval;
  private final String title;

  /** Shows what {@code source} reads, every {@code interval}. */
  public Monitor(Source source, PrintWriter out, Duration interval, String title) {
    this.source = source;
    this.out = out;
    this.interval = interval;
    this.title = title;
  }

  /** Measures for one interval and prints it; returns whether the embedding service answered. */
  public boolean once() throws InterruptedException {
    Reading before = source.read();
    Thread.sleep(interval);
    Reading now = source.read();
    append(before, now);
    return now.cache().isPresent();
  }

  /** Prints one reading below the other until the process is ended. */
  public void append() throws InterruptedException {
    Reading before = source.read();
    while (!out.checkError()) {
      Thread.sleep(interval);
      Reading now = source.read();
      append(before, now);
      before = now;
    }
  }

  private void append(Reading before, Reading now) {
    for (Line line : Screen.lines(title, before, now, Screen.UNLIMITED)) {
      out.println(line.render(Integer.MAX_VALUE, new Palette(false)));
    }
    out.flush();
  }

  /**
   * Draws in place until q is pressed or the terminal is gone.
   *
   * @throws IOException when the keyboard cannot be read
   */
  public void draw(KeyboardTerminal terminal, Palette palette)
      throws IOException, InterruptedException {
    try (var readings = new Readings(source, interval)) {
      Size size = terminal.size().orElse(USUAL);
      long sizeRead = System.nanoTime();
      out.print(CLEAR);
      while (true) {
        Optional<Readings.Pair> next = readings.next(Duration.ofMillis(KEY_MILLIS));
        if (terminal.pressed().toLowerCase(Locale.ROOT).contains("q") || out.checkError()) {
          out.println();
          out.flush();
          return;
        }
        boolean resized = false;
        if (next.isPresent() || System.nanoTime() - sizeRead > SIZE_NANOS) {
          Size known = size;
          size = terminal.size().orElse(known);
          sizeRead = System.nanoTime();
          resized = !size.equals(known);
        }
        if (next.isPresent() || resized) {
          show(readings.latest(), size, palette, resized);
        }
      }
    }
  }

  private void show(Optional<Readings.Pair> pair, Size size, Palette palette, boolean resized) {
    if (pair.isEmpty()) {
      return;
    }
    List<Line> lines = Screen.lines(title, pair.get().before(), pair.get().now(), size);
    var frame = new StringBuilder(resized ? HOME + CLEAR : HOME);
    for (int i = 0; i < lines.size(); i++) {
      // A newline after the last row would scroll the first one away.
      frame.append(i == 0 ? "" : "\n");
      frame.append(lines.get(i).render(size.columns(), palette)).append(CLEAR_TO_END_OF_LINE);
    }
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
  }
}

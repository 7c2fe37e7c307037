package io.sutra.cli.terminal;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that this process was started from, switched so that keys arrive one by one and
 * unechoed. Signals stay on: Ctrl-C ends the process as it always does. However the process ends,
 * short of SIGKILL, the terminal is switched back.
 *
 * <p>The settings are changed by {@code stty(1)}, which every POSIX system has; Java has no call
 * for them. Thread-safe.
 */
public final class KeyboardTerminal implements AutoCloseable {

  private static final String DEVICE = "/dev/tty";
  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
  private static final long LONGEST_STTY_SECONDS = 5;

  /**
   * How much fits on the screen.
   *
   * @param rows lines of text
   * @param columns characters of a line
   */
  public record Size(int rows, int columns) {}

  private final InputStream keys;
  private final String settings;
  private final Thread restoring = new Thread(this::restore, "restore-terminal");
  private boolean restored;

  private KeyboardTerminal(InputStream keys, String settings) {
    this.keys = keys;
    this.settings = settings;
  }

  /** The terminal, if this process has one and its settings can be changed. */
  public static Optional<KeyboardTerminal> open() {
    try {
      String settings = stty(List.of("-g"));
      if (settings.isEmpty()) {
        return Optional.empty();
      }
      var terminal = new KeyboardTerminal(new FileInputStream(DEVICE), settings);
      Runtime.getRuntime().addShutdownHook(terminal.restoring);
      terminal.size();
      return Optional.of(terminal);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The size now. The settings are applied again too: after Ctrl-Z and {@code fg} the shell has
   * changed them.
   *
   * @return nothing when the terminal does not say
   */
  public synchronized Optional<Size> size() {
    if (restored) {
      return Optional.empty();
    }
    try {
      Matcher size =
          SIZE.matcher(stty(List.of("-icanon", "-echo", "min", "0", "time", "0", "size")));
      if (size.matches()) {
        int rows = Integer.parseInt(size.group(1));
        int columns = Integer.parseInt(size.group(2));
        // A terminal that was never told its size says 0 0.
        return rows > 0 && columns > 0 ? Optional.of(new Size(rows, columns)) : Optional.empty();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The keys that were pressed since the last call; does not wait. */
  public String pressed() throws IOException {
    int waiting = keys.available();
    return new String(keys.readNBytes(waiting), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    restore();
    keys.close();
    try {
      Runtime.getRuntime().removeShutdownHook(restoring);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs already, and finds nothing to do.
    }
  }

  private synchronized void restore() {
    if (!restored) {
      restored = true;
      try {
        stty(List.of(settings));
      } catch (IOException e) {
        // The terminal is gone; there is nothing to switch back.
      }
    }
  }

  /** What stty prints; empty when it fails, as it does without a terminal. */
  private static String stty(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(arguments);
    Process stty =
        new ProcessBuilder(command)
            .redirectInput(Path.of(DEVICE).toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream output = stty.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
      return stty.waitFor(LONGEST_STTY_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0
          ? text
          : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

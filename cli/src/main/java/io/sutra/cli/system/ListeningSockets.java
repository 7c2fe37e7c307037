package io.sutra.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which process listens on a port, as far as the system shows that to this user. */
public final class ListeningSockets {

  private static final String LISTEN = "0A";
  private static final int LONGEST_COMMAND = 60;

  private ListeningSockets() {}

  /**
   * A process that listens.
   *
   * @param command how it was called, shortened
   */
  public record Holder(long pid, String command) {

    @Override
    public String toString() {
      return "process " + pid + " (" + command + ")";
    }
  }

  /** A process that listens on {@code port} at any address; empty when none can be seen. */
  public static Optional<Holder> holder(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      sockets.addAll(listening(Path.of(table), port));
    }
    return sockets.isEmpty() ? Optional.empty() : owner(sockets);
  }

  private static Set<String> listening(Path table, int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    Set<String> sockets = new HashSet<>();
    try {
      for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
        String[] cells = line.strip().split(" +", -1);
        if (cells.length > 9 && cells[1].endsWith(suffix) && cells[3].equals(LISTEN)) {
          sockets.add("socket:[" + cells[9] + "]");
        }
      }
    } catch (IOException e) {
      // Without the table nobody can be named.
    }
    return sockets;
  }

  private static Optional<Holder> owner(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          long pid = Long.parseLong(process.getFileName().toString());
          String command = SystemProcess.commandLine(pid);
          return Optional.of(
              new Holder(
                  pid,
                  command.length() > LONGEST_COMMAND
                      ? command.substring(0, LONGEST_COMMAND) + "…"
                      : command));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Nobody can be named.
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        try {
          if (sockets.contains(Files.readSymbolicLink(file).toString())) {
            return true;
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    } catch (IOException e) {
      // Another user's, or ended.
    }
    return false;
  }
}

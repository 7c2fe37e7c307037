package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time of another process, user and system: it says what an operation costs where other
 * work on the machine makes the wall clock say little.
 */
final class ProcessorClock {

  /** Fields of {@code /proc/PID/stat} after the name: user and system time of all threads. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private final Path stat;
  private final double ticksPerSecond;

  ProcessorClock(long pid) throws IOException {
    this.stat = Path.of("/proc", "" + pid, "stat");
    this.ticksPerSecond = Double.parseDouble(Processes.run(List.of("getconf", "CLK_TCK")).strip());
  }

  /** Seconds since the process started. */
  double seconds() throws IOException {
    return ticks(Files.readString(stat)) / ticksPerSecond;
  }

  /** Ticks of user and system time in the text of a stat file. */
  static long ticks(String text) {
    // The name is in parentheses and may hold spaces and parentheses itself.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }
}

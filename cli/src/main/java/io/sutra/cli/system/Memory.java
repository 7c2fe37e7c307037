package io.sutra.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory processes of this machine, or of this container, can have together. */
public final class Memory {

  private Memory() {}

  /** Bytes: the machine's, or the limit of the control group if that is less; empty if unknown. */
  public static OptionalLong total() {
    long machine = machine();
    long limit = controlGroup();
    long least = Math.min(machine, limit);
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  private static long machine() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Of version 2 or 1; a container sees its own group at the root. */
  private static long controlGroup() {
    return Stream.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
        .mapToLong(Memory::limit)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long limit(String file) {
    try {
      String text = Files.readString(Path.of(file)).strip();
      return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

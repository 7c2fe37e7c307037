package io.sutra.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory a process may use, as Linux says it. Immutable.
 *
 * @param controlGroupBytes the least limit of its control group and of those above it; empty when
 *     none has one
 * @param physicalBytes the machine's memory; empty when it is unknown
 */
public record ProcessLimits(OptionalLong controlGroupBytes, OptionalLong physicalBytes) {

  /** Nothing is known, and nothing is refused. */
  public static final ProcessLimits UNKNOWN =
      new ProcessLimits(OptionalLong.empty(), OptionalLong.empty());

  /** What "no limit" of version 1 exceeds: its number is the largest multiple of a page. */
  private static final long NO_LIMIT = 1L << 60;

  /** The limits of this process. */
  public static ProcessLimits ofThisProcess() {
    return read(Path.of("/"));
  }

  /** The limits that the files below {@code root} state, which stands for the root folder. */
  public static ProcessLimits read(Path root) {
    List<OptionalLong> limits = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      // "0::/a/b" of version 2, "5:memory:/a/b" of version 1.
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
        addAllAbove(limits, root.resolve("sys/fs/cgroup"), parts[2], "memory.max");
      } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
        addAllAbove(
            limits, root.resolve("sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes");
      }
    }
    return new ProcessLimits(
        limits.stream().flatMapToLong(OptionalLong::stream).min(), physical(root));
  }

  /**
   * Adds the limits of a group and of all above it, the root first. A container often sees its own
   * group at the root although its path is the one of the host, so a group that is not there has no
   * limit.
   */
  private static void addAllAbove(
      List<OptionalLong> limits, Path hierarchy, String group, String file) {
    limits.add(limit(hierarchy.resolve(file)));
    try {
      Path folder = hierarchy;
      for (Path name : Path.of("/" + group)) {
        folder = folder.resolve(name);
        limits.add(limit(folder.resolve(file)));
      }
    } catch (InvalidPathException e) {
      // A name that is none: the root's limit is all that can be known.
    }
  }

  private static OptionalLong limit(Path file) {
    return lines(file).stream()
        .limit(1)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,19}"))
        .mapToLong(ProcessLimits::bytes)
        .filter(bytes -> bytes < NO_LIMIT)
        .findFirst();
  }

  private static OptionalLong physical(Path root) {
    return lines(root.resolve("proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .filter(text -> text.matches("\\d{1,15}"))
        .mapToLong(kibibytes -> bytes(kibibytes) << 10)
        .findFirst();
  }

  private static long bytes(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** What cannot be read states no limit. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The lesser of the two; empty when both are unknown. */
  public OptionalLong bytes() {
    return Stream.of(controlGroupBytes, physicalBytes).flatMapToLong(OptionalLong::stream).min();
  }

  /** "its control group allows 2.0 GiB", as a part of a sentence; to be asked when one is known. */
  String sentence() {
    long least = bytes().orElse(Long.MAX_VALUE);
    boolean group = controlGroupBytes.isPresent() && controlGroupBytes.getAsLong() == least;
    return (group ? "its control group allows " : "this machine has ") + Size.about(least);
  }
}

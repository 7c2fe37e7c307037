package io.sutra.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process of this machine and no other: process ids are used again, so it is known by its id,
 * by when it began, and by the boot in which it did. Immutable.
 *
 * @param pid of the process
 * @param start when it began, in the kernel's clock ticks since the boot
 * @param boot the kernel's name for the boot
 */
public record SystemProcess(long pid, long start, String boot) {

  private static final Duration POLL = Duration.ofMillis(20);

  /** What {@code /proc/PID/stat} says after the name of the program. */
  private record Stat(char state, long start) {

    /** A zombie has ended; only its parent has not asked for its exit status. */
    boolean ended() {
      return state == 'Z' || state == 'X' || state == 'x';
    }
  }

  /** The process that has {@code pid} now; empty when there is none, or it has ended. */
  public static Optional<SystemProcess> of(long pid) {
    return stat(pid)
        .filter(stat -> !stat.ended())
        .map(stat -> new SystemProcess(pid, stat.start(), currentBoot()));
  }

  /** Whether this process, and not another with its id, has not ended. */
  public boolean isAlive() {
    return current().isPresent();
  }

  /** Whether it is stopped by a signal and does nothing until another one wakes it. */
  public boolean isSuspended() {
    return current().filter(stat -> stat.state() == 'T' || stat.state() == 't').isPresent();
  }

  /** Whether the machine was started anew since this process began. */
  public boolean isOfAnEarlierBoot() {
    return !boot.equals(currentBoot());
  }

  private Optional<Stat> current() {
    return stat(pid)
        .filter(stat -> !stat.ended() && stat.start() == start && boot.equals(currentBoot()));
  }

  /**
   * Sends a signal.
   *
   * @param name without SIG, for example TERM
   * @return whether it was sent; not when the process has ended or belongs to another user
   */
  public boolean signal(String name) {
    if (!isAlive()) {
      return false;
    }
    try {
      return new ProcessBuilder("kill", "-" + name, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Waits until it has ended.
   *
   * @return whether it has, within {@code limit}
   */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
    return true;
  }

  /** The user that it runs as; empty when it has ended. */
  public Optional<String> user() {
    try {
      return Optional.of(Files.getOwner(Path.of("/proc", Long.toString(pid))).getName());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Its command line, words separated by a space; empty when the system does not show it. */
  public static String commandLine(long pid) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ')
          .strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<Stat> stat(long pid) {
    try {
      String text =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The program's name, in brackets, may hold anything; the state follows its last bracket.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[19])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String currentBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}

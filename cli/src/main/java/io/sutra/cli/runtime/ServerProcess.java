package io.sutra.cli.runtime;

import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.ServerRecord;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.SystemProcess;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The process of one server as it is written down: finding it again, ending it, forgetting it. */
final class ServerProcess {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

  /**
   * For a server that was never ready, so that nobody waits for an answer of it. Open Liberty can
   * hang when it is asked to end while it installs a resource adapter.
   */
  private static final Duration LONGEST_STOP_OF_A_START = Duration.ofSeconds(5);

  private static final Duration LONGEST_KILL = Duration.ofSeconds(10);

  private final Path folder;
  private final String name;

  ServerProcess(Workspace workspace, String name) {
    folder = workspace.run();
    this.name = name;
  }

  /** What was written down last, whether it still runs or not. */
  Optional<ServerRecord> record() {
    return ServerRecord.read(recordFile());
  }

  /** What was written down last, if it still runs. */
  Optional<ServerRecord> running() {
    return record().filter(record -> record.process().isAlive());
  }

  /** Writes it down; it is on the disk when this returns. */
  void write(ServerRecord record) throws IOException {
    record.write(recordFile());
    // For scripts of the operator; nothing here reads it.
    Files.writeString(pidFile(), Long.toString(record.process().pid()));
  }

  /** Nothing is known of it any more. */
  void forget() {
    try {
      Files.deleteIfExists(recordFile());
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new CommandFailure(
          "The record of " + name + " cannot be deleted: " + Problems.reason(e) + ".", e);
    }
  }

  /**
   * Ends the process and forgets it.
   *
   * @param askToEnd asks it to finish what it has and to end
   * @throws CommandFailure when it belongs to another user, or does not end
   */
  void end(SystemProcess process, Consumer<SystemProcess> askToEnd) {
    requireOwn(process);
    boolean wasReady = record().map(ServerRecord::ready).orElse(false);
    askToEnd.accept(process);
    if (process.isSuspended()) {
      // It cannot end before it runs again.
      process.signal("CONT");
    }
    if (!awaitEnd(process, wasReady ? LONGEST_STOP : LONGEST_STOP_OF_A_START)) {
      kill(process);
    }
    forget();
  }

  /** Ends it at once, with whatever it holds. Its record stays, as after a crash. */
  void kill(SystemProcess process) {
    process.signal("KILL");
    if (!awaitEnd(process, LONGEST_KILL)) {
      throw new CommandFailure(
          name + " (process " + process.pid() + ") does not end, not even when it is killed.");
    }
  }

  private void requireOwn(SystemProcess process) {
    String user = System.getProperty("user.name", "");
    Optional<String> other =
        process.user().filter(owner -> !owner.equals(user) && !user.equals("root"));
    if (other.isPresent()) {
      throw new CommandFailure(
          name
              + " (process "
              + process.pid()
              + ") belongs to the user "
              + other.get()
              + ": stop it as that user.");
    }
  }

  private static boolean awaitEnd(SystemProcess process, Duration limit) {
    try {
      return process.awaitEnd(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private Path recordFile() {
    return folder.resolve(name + ".properties");
  }

  private Path pidFile() {
    return folder.resolve(name + ".pid");
  }
}

package io.sutra.cli.runtime;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus.State;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One server process on this machine. Its process id is kept in a file, so that a later command
 * finds it again; its output goes to a log of its name.
 */
public abstract class LocalServer {

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

  private final Workspace workspace;
  private final String name;
  private final List<Port> ports;

  /**
   * A port that the server listens on.
   *
   * @param key the variable that chooses it
   * @param offset what is added to the variable's value
   */
  record Port(String key, int number, int offset) {

    Port(String key, int number) {
      this(key, number, 0);
    }
  }

  /** The first of {@code ports} is the one that callers meet. */
  LocalServer(Workspace workspace, String name, List<Port> ports) {
    this.workspace = workspace;
    this.name = name;
    this.ports = List.copyOf(ports);
  }

  /** Where callers meet it. */
  public abstract String url();

  /** Puts its files in place. */
  abstract void install() throws IOException;

  /** The command that runs it, whose words {@link #isThisServer} knows again. */
  abstract List<String> command();

  /** What its environment has beside the caller's. */
  abstract Map<String, String> environment();

  /** Whether a process with these arguments is this server; process ids are used again. */
  abstract boolean isThisServer(List<String> arguments);

  /** Asks once whether it serves. */
  abstract Readiness.Answer askReadiness() throws InterruptedException;

  /** Why it will never serve, if its output says so. */
  Optional<String> failureIn(List<String> log) {
    return Optional.empty();
  }

  /** Whether it is launched once those before it are ready, and not together with them. */
  boolean startsAfterThoseBefore() {
    return false;
  }

  /** Asks its process to finish what it has and to end. */
  void askToEnd(ProcessHandle process) {
    process.destroy();
  }

  /** Its process, if it runs. */
  final Optional<ProcessHandle> running() {
    return process();
  }

  final Workspace workspace() {
    return workspace;
  }

  public final String name() {
    return name;
  }

  final int port() {
    return ports.getFirst().number();
  }

  /** What the server does now. */
  public final ServerStatus status() {
    Optional<ProcessHandle> process = process();
    State state = State.STOPPED;
    if (process.isPresent()) {
      state = readiness().ready() ? State.READY : State.STARTING;
    }
    OptionalLong pid =
        process.map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
    return new ServerStatus(name, state, url(), pid);
  }

  /**
   * Puts the server's files in place, unless it runs.
   *
   * @return whether it has to be launched
   * @throws CommandFailure when one of its ports is taken
   */
  final boolean prepare() {
    if (process().isPresent()) {
      return false;
    }
    checkPortsAreFree();
    try {
      install();
      Files.createDirectories(workspace.logs());
      Files.createDirectories(pidFile().getParent());
    } catch (IOException e) {
      throw new CommandFailure("The files of " + name + " cannot be put in place: " + e, e);
    }
    return true;
  }

  private void checkPortsAreFree() {
    for (Port port : ports) {
      try (var probe = new ServerSocket(port.number(), 1, InetAddress.getLoopbackAddress())) {
        probe.getLocalPort();
      } catch (IOException e) {
        throw new CommandFailure(
            "Port "
                + port.number()
                + ", which "
                + name
                + " needs, is taken by another program. Stop that, or choose another port: "
                + port.key()
                + "="
                + anotherPort(port.number() - port.offset())
                + " ./sutra up",
            e);
      }
    }
  }

  private static int anotherPort(int taken) {
    return taken <= 65_435 ? taken + 100 : taken - 100;
  }

  final void launch() {
    // A session of its own, so that closing the terminal does not stop the server.
    List<String> words = Stream.concat(Stream.of("setsid"), command().stream()).toList();
    var builder = new ProcessBuilder(words);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment());
    builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(log().toFile());
    try {
      Process process = builder.start();
      Files.writeString(pidFile(), Long.toString(process.pid()));
    } catch (IOException e) {
      throw new CommandFailure(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the launched server serves.
   *
   * @throws CommandFailure saying why it never will and what to do; it has been stopped then
   */
  final void awaitReady(Progress progress) {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      Readiness.Answer answer = readiness();
      if (answer.ready()) {
        return;
      }
      Optional<String> failure = answer.failure().or(() -> failureIn(logLines()));
      if (failure.isPresent()) {
        throw startFailure(failure.get());
      }
      if (process().isEmpty()) {
        throw startFailure("The process ended. Its last words:\n" + lastWords());
      }
      if (System.nanoTime() > deadline) {
        throw startFailure("It was not ready after " + LONGEST_START.toMinutes() + " minutes.");
      }
      progress.step("waiting until " + name + " is ready");
      Patience.pause();
    }
  }

  private CommandFailure startFailure(String reason) {
    process().ifPresent(this::end);
    return new CommandFailure(
        name + " did not start. " + reason + "\nAll that it said is in " + log() + ".");
  }

  private List<String> logLines() {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** The end of its output. */
  final String lastWords() {
    List<String> lines = logLines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** Stops the server if it runs; requests in flight finish first. */
  public final void stop(Progress progress) {
    Optional<ProcessHandle> process = process();
    if (process.isEmpty()) {
      progress.note(name + " is not running");
      return;
    }
    progress.begin("Stopping " + name);
    end(process.get());
    progress.end(name + " has stopped");
  }

  /** Stops the server if it runs. */
  final void endQuietly() {
    process().ifPresent(this::end);
  }

  private void end(ProcessHandle process) {
    askToEnd(process);
    try {
      process.onExit().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
    try {
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new CommandFailure("Cannot delete " + pidFile() + ": " + e, e);
    }
  }

  /** The process in the file, if it is alive and still the one that was started here. */
  private Optional<ProcessHandle> process() {
    try {
      if (!Files.exists(pidFile())) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readString(pidFile()).strip());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThisServer);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean isThisServer(ProcessHandle process) {
    // While a process becomes another program, the system shows no arguments at all.
    return process
        .info()
        .arguments()
        .map(List::of)
        .filter(arguments -> !arguments.isEmpty())
        .map(this::isThisServer)
        .orElse(true);
  }

  private Readiness.Answer readiness() {
    try {
      return askReadiness();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private Path pidFile() {
    return workspace.home().resolve("run").resolve(name + ".pid");
  }

  /** Where its output goes. */
  public final Path log() {
    return workspace.logs().resolve(name + ".log");
  }
}

package io.sutra.cli.server;

import io.sutra.cli.CommandFailure;
import io.sutra.cli.Workspace;
import io.sutra.cli.server.ServerStatus.State;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One Open Liberty server on this machine: a server directory over the shared runtime, and the
 * process that runs it. The process id is kept in a file, so that a later command finds it again.
 */
public final class LibertyServer {

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Workspace workspace;
  private final String name;
  private final int port;
  private final Path application;

  private LibertyServer(Workspace workspace, String name, int port, Path application) {
    this.workspace = workspace;
    this.name = name;
    this.port = port;
    this.application = application;
  }

  /** The inference service. */
  public static LibertyServer mlBase(Workspace workspace) {
    return new LibertyServer(
        workspace, "ml-base", workspace.mlBasePort(), workspace.mlBaseApplication());
  }

  public String url() {
    return "http://localhost:" + port;
  }

  /** What the server does now. */
  public ServerStatus status() {
    Optional<ProcessHandle> process = process();
    State state = State.STOPPED;
    if (process.isPresent()) {
      state = askReadiness().ready() ? State.READY : State.STARTING;
    }
    OptionalLong pid =
        process.map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
    return new ServerStatus(name, state, url(), pid);
  }

  /**
   * Starts the server and waits until it is ready; does nothing when it is.
   *
   * @throws CommandFailure saying why it did not start and what to do; nothing is left running then
   */
  public void start(Progress progress) {
    if (status().state() == State.READY) {
      progress.note(name + " is already running at " + url());
      return;
    }
    if (process().isEmpty()) {
      checkPortIsFree();
      install();
      launch();
    }
    progress.begin("Starting " + name);
    waitUntilReady(progress);
    progress.end(name + " is ready at " + url());
  }

  private void checkPortIsFree() {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailure(
          "Port "
              + port
              + " is taken by another program. Stop that, or choose another port:"
              + " ML_BASE_PORT=8987 ./sutra up",
          e);
    }
  }

  private void install() {
    try {
      FolderCopy.copy(workspace.serverTemplates(), userDirectory());
      FolderCopy.replace(application, serverDirectory().resolve("apps/" + name + ".war"));
      FolderCopy.link(workspace.builtModels(), workspace.home().resolve("models"));
      Files.createDirectories(workspace.logs());
      Files.createDirectories(pidFile().getParent());
    } catch (IOException e) {
      throw new CommandFailure("The server's files cannot be put in place: " + e, e);
    }
  }

  private void launch() {
    // A session of its own, so that closing the terminal does not stop the server.
    var builder =
        new ProcessBuilder(
            "setsid", workspace.runtime().resolve("bin/server").toString(), "run", name);
    builder.environment().put("WLP_USER_DIR", userDirectory().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(log().toFile());
    try {
      Process process = builder.start();
      Files.writeString(pidFile(), Long.toString(process.pid()));
    } catch (IOException e) {
      throw new CommandFailure("The server cannot be started: " + e.getMessage(), e);
    }
  }

  private void waitUntilReady(Progress progress) {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      Readiness.Answer answer = askReadiness();
      if (answer.ready()) {
        return;
      }
      Optional<String> failure = answer.failure().or(this::applicationFailure);
      if (failure.isPresent()) {
        throw startFailure(failure.get());
      }
      if (process().isEmpty()) {
        throw startFailure("The process ended. Its last words:\n" + lastWords());
      }
      if (System.nanoTime() > deadline) {
        throw startFailure("It was not ready after " + LONGEST_START.toMinutes() + " minutes.");
      }
      progress.step("waiting until it is ready");
      pause();
    }
  }

  private CommandFailure startFailure(String reason) {
    process().ifPresent(this::end);
    return new CommandFailure(
        name + " did not start. " + reason + "\nAll that it said is in " + log() + ".");
  }

  /** A server goes on running when its application refuses to start; only its log says why. */
  private Optional<String> applicationFailure() {
    List<String> lines = logLines();
    if (lines.stream().noneMatch(LibertyServer::saysThatTheApplicationFailed)) {
      return Optional.empty();
    }
    // The message of a refused configuration is indented below its first line.
    String problems =
        lines.stream()
            .dropWhile(line -> !line.contains("Sutra cannot start"))
            .skip(1)
            .takeWhile(line -> line.startsWith("  ") && !line.strip().startsWith("at "))
            .collect(Collectors.joining("\n"));
    return Optional.of(
        problems.isEmpty()
            ? "Its application failed:\n" + lastWords()
            : "The configuration is not usable:\n" + problems);
  }

  private static boolean saysThatTheApplicationFailed(String line) {
    return line.contains("CWWKZ0002E") || line.contains("CWWKZ0012I");
  }

  private List<String> logLines() {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
      return lines.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private String lastWords() {
    List<String> lines = logLines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** Stops the server if it runs; requests in flight finish first. */
  public void stop(Progress progress) {
    Optional<ProcessHandle> process = process();
    if (process.isEmpty()) {
      progress.note(name + " is not running");
      return;
    }
    progress.begin("Stopping " + name);
    end(process.get());
    progress.end(name + " has stopped");
  }

  private void end(ProcessHandle process) {
    process.destroy();
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

  /** Process ids are used again; a server's command line ends with its name. */
  private boolean isThisServer(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(arguments -> arguments.length > 0 && arguments[arguments.length - 1].equals(name))
        .orElse(true);
  }

  private Readiness.Answer askReadiness() {
    try {
      return new Readiness(url()).ask();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  private Path userDirectory() {
    return workspace.home().resolve("usr");
  }

  private Path serverDirectory() {
    return userDirectory().resolve("servers").resolve(name);
  }

  private Path pidFile() {
    return workspace.home().resolve("run").resolve(name + ".pid");
  }

  private Path log() {
    return workspace.logs().resolve(name + ".log");
  }
}

package io.sutra.cli.runtime;

import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.ServerRecord;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus.State;
import io.sutra.cli.system.HeldProcess;
import io.sutra.cli.system.SystemProcess;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Component;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One server process on this machine. A record says which process it is and what it was started
 * with, so that a later command finds it again; its output goes to a log of its name.
 */
public abstract class LocalServer {

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final int LAST_LINES = 15;

  private final Workspace workspace;
  private final String name;
  private final Set<Component> components;
  private final List<Port> ports;
  private final LogFiles logs;
  private final StartReport report;
  private final ServerProcess process;
  private OptionalLong deadline = OptionalLong.empty();

  /**
   * A server, running or not.
   *
   * @param components whose settings it reads
   * @param ports the first of them is the one that callers meet
   */
  LocalServer(Workspace workspace, String name, Set<Component> components, List<Port> ports) {
    this.workspace = workspace;
    this.name = name;
    this.components = Set.copyOf(components);
    this.ports = List.copyOf(ports);
    logs = new LogFiles(workspace.logs(), name);
    report = new StartReport(workspace, name);
    process = new ServerProcess(workspace, name);
  }

  /** Where callers meet it when it is started with the present settings. */
  abstract String configuredUrl();

  /** Puts its files in place. */
  abstract void install(ProductFiles product) throws IOException;

  /** The command that runs it. */
  abstract List<String> command(ProductFiles product);

  /** What its environment has beside the settings that it reads and the usual variables. */
  abstract Map<String, String> environment();

  /** The settings in its {@link #environment}: what follows from other settings. */
  Map<String, String> derivedSettings() {
    return environment();
  }

  /** Asks once whether it serves at {@code url}. */
  abstract Readiness.Answer askReadiness(String url) throws InterruptedException;

  /** What can be found out, before anything is built or started, about why it could not start. */
  List<String> obstacles() {
    return List.of();
  }

  /** Why it will never serve, if its log says so by the number of a message. */
  Optional<String> failureIn(List<String> log) {
    return Optional.empty();
  }

  /** Whether it is launched once those before it are ready, and not together with them. */
  boolean startsAfterThoseBefore() {
    return false;
  }

  /** Asks its process to finish what it has and to end. */
  void askToEnd(SystemProcess process) {
    process.signal("TERM");
  }

  final Workspace workspace() {
    return workspace;
  }

  public final String name() {
    return name;
  }

  final Set<Component> components() {
    return components;
  }

  final List<Port> ports() {
    return ports;
  }

  final Port port() {
    return ports.getFirst();
  }

  /** Where callers meet it: the process that runs, or the one that would be started. */
  public final String url() {
    return runningRecord().map(ServerRecord::url).orElseGet(this::configuredUrl);
  }

  /** Its process, if it runs. */
  final Optional<SystemProcess> running() {
    return runningRecord().map(ServerRecord::process);
  }

  /** What it was started with, if it runs. */
  final Optional<ServerRecord> runningRecord() {
    return process.running();
  }

  /** What the server does now. */
  public final ServerStatus status() {
    Optional<ServerRecord> found = process.record();
    Optional<ServerRecord> alive = found.filter(record -> record.process().isAlive());
    State state =
        alive
            .map(this::stateOf)
            .orElse(
                found.filter(ServerRecord::crashed).isPresent() ? State.CRASHED : State.STOPPED);
    OptionalLong pid =
        alive.map(record -> OptionalLong.of(record.process().pid())).orElse(OptionalLong.empty());
    return new ServerStatus(
        name, state, url(), pid, Optional.of(log()).filter(log -> Files.exists(log)));
  }

  private State stateOf(ServerRecord record) {
    if (record.process().isSuspended()) {
      return State.NOT_ANSWERING;
    }
    Readiness.Answer answer = readiness(record.url());
    if (answer.ready()) {
      return State.READY;
    }
    if (!record.ready()) {
      return State.STARTING;
    }
    return answer.answered() ? State.NOT_READY : State.NOT_ANSWERING;
  }

  /** Puts the server's files in place. */
  final void prepare(ProductFiles product) {
    try {
      install(product);
      Files.createDirectories(workspace.run());
      report.clear();
      logs.startRun();
    } catch (IOException e) {
      throw new CommandFailure(
          "The files of " + name + " cannot be put in place: " + Problems.reason(e) + ".", e);
    }
  }

  /**
   * Starts its process, which is written down before it runs anything.
   *
   * @param settings what it is given of the settings
   */
  final void launch(ProductFiles product, Map<String, String> settings) {
    Map<String, String> variables = variables(settings);
    workspace.noteLaunch(name);
    deadline = OptionalLong.empty();
    try (HeldProcess held =
        HeldProcess.start(command(product), variables, workspace.home(), log(), logs.limit())) {
      process.write(
          new ServerRecord(
              held.identity(), configuredUrl(), false, product.name(), settingsOf(variables)));
      held.release();
    } catch (IOException e) {
      throw new CommandFailure(name + " cannot be started: " + Problems.reason(e) + ".", e);
    }
  }

  private Map<String, String> variables(Map<String, String> settings) {
    Map<String, String> variables = ServerEnvironment.standard();
    variables.putAll(settings);
    variables.putAll(environment());
    variables.put(ServiceSettings.START_REPORT.key(), report.file().toString());
    return variables;
  }

  private static Map<String, String> settingsOf(Map<String, String> variables) {
    Map<String, String> settings = new TreeMap<>(variables);
    settings.keySet().removeIf(key -> SettingsTable.find(key).isEmpty());
    return settings;
  }

  /**
   * The settings of which the running process has other values than it would be given now, also
   * those that follow from other settings, as an address follows from a port. Empty when it does
   * not run.
   */
  final List<Setting<?>> pending() {
    return runningRecord()
        .map(record -> differences(record.settings(), wanted()))
        .orElse(List.of());
  }

  /**
   * The settings that would change if it were started now; also when it does not run.
   *
   * @param before this server as it would be brought back
   */
  final List<Setting<?>> changed(LocalServer before) {
    return differences(
        runningRecord().map(ServerRecord::settings).orElseGet(before::wanted), wanted());
  }

  /** The settings that its environment would have if it were started now. */
  final Map<String, String> wanted() {
    Map<String, String> wanted = new TreeMap<>(configured());
    wanted.putAll(derivedSettings());
    wanted.put(ServiceSettings.START_REPORT.key(), report.file().toString());
    return settingsOf(wanted);
  }

  private static List<Setting<?>> differences(Map<String, String> has, Map<String, String> wants) {
    return SettingsTable.all().stream()
        .filter(setting -> !Objects.equals(has.get(setting.key()), wants.get(setting.key())))
        .toList();
  }

  /** The settings that it is given: those that are set and that it reads. */
  final Map<String, String> configured() {
    return workspace.settings().of(components);
  }

  /**
   * Waits until the server serves.
   *
   * @throws CommandFailure saying why it never will and what to do; it is left as it is
   */
  final void awaitReady(Progress progress) {
    while (!isReadyNow()) {
      progress.step("waiting until " + name + " is ready");
      Patience.pause();
    }
  }

  /**
   * Whether the server serves; remembers it if so.
   *
   * @throws CommandFailure when it never will, or has had all the time that a start may take since
   *     this was first asked; it is left as it is
   */
  final boolean isReadyNow() {
    if (deadline.isEmpty()) {
      deadline = OptionalLong.of(System.nanoTime() + LONGEST_START.toNanos());
    }
    Optional<ServerRecord> record = runningRecord();
    if (record.isEmpty()) {
      throw startFailure(
          report.read().orElseGet(() -> "The process ended. Its last words:\n" + lastWords()));
    }
    Readiness.Answer answer = readiness(record.get().url());
    if (answer.ready()) {
      deadline = OptionalLong.empty();
      if (!record.get().ready()) {
        remember(record.get().asReady());
        workspace.rememberStarted(name);
      }
      return true;
    }
    Optional<String> failure = report.read().or(answer::failure).or(() -> failureIn(logLines()));
    if (failure.isPresent()) {
      throw startFailure(failure.get());
    }
    if (System.nanoTime() > deadline.getAsLong()) {
      throw startFailure(
          "Process "
              + record.get().process().pid()
              + " was not ready at "
              + record.get().url()
              + " after "
              + LONGEST_START.toMinutes()
              + " minutes.");
    }
    return false;
  }

  /**
   * Requires that its process, if there is one, can run.
   *
   * @throws CommandFailure saying how to continue it
   */
  final void requireNotSuspended() {
    running()
        .filter(SystemProcess::isSuspended)
        .ifPresent(
            found -> {
              throw new CommandFailure(
                  name
                      + " (process "
                      + found.pid()
                      + ") is stopped by a signal and does not answer: kill -CONT "
                      + found.pid()
                      + ", or ./sutra restart "
                      + name);
            });
  }

  private void remember(ServerRecord record) {
    try {
      process.write(record);
    } catch (IOException e) {
      throw new CommandFailure(
          "It cannot be written down that " + name + " is ready: " + Problems.reason(e) + ".", e);
    }
  }

  private CommandFailure startFailure(String reason) {
    return new CommandFailure(
        name + " did not start. " + reason + "\nAll that it said is in " + log() + ".");
  }

  private List<String> logLines() {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** The end of its output. */
  final String lastWords() {
    List<String> lines = logLines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Stops the server if it runs; requests in flight finish first. */
  public final void stop(Progress progress) {
    if (running().isEmpty()) {
      process.forget();
      progress.note(name + " is not running");
      return;
    }
    progress.begin("Stopping " + name);
    endQuietly();
    progress.end(name + " has stopped");
  }

  /** Stops the server if it runs. */
  final void endQuietly() {
    running().ifPresent(found -> process.end(found, this::askToEnd));
  }

  /** Ends it at once, with whatever it holds. Its record stays, as after a crash. */
  final void kill() {
    process.kill(
        running().orElseThrow(() -> new CommandFailure(name + " is not running: ./sutra status")));
  }

  private Readiness.Answer readiness(String url) {
    try {
      return askReadiness(url);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  /** Where its output goes. */
  public final Path log() {
    return logs.current();
  }
}

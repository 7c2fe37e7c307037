package io.sutra.cli.runtime;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HAProxy before the replicas of ml-base, as {@code haproxy/ml-base-lb.cfg} has it. */
final class Balancer extends LocalServer {

  static final String NAME = "ml-base-lb";

  private static final Duration LONGEST_RELOAD = Duration.ofSeconds(10);

  /** What a Unix socket's path may be long, less what HAProxy adds while it binds. */
  private static final int LONGEST_SOCKET_PATH = 80;

  private static final String HOW_TO_INSTALL =
      "Install it: apt-get install haproxy (Debian, Ubuntu) or dnf install haproxy (Fedora, RHEL).";

  /**
   * Of glibc, which otherwise takes the memory of a request's buffers from the kernel anew for each
   * request: half of what the balancer adds to one (decision 64). An own value of the user wins.
   */
  private static final Map<String, String> MEMORY =
      Map.of("MALLOC_TRIM_THRESHOLD_", "33554432", "MALLOC_MMAP_THRESHOLD_", "33554432");

  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)");

  private final int replicas;
  private final List<String> systemFolders;

  Balancer(Workspace workspace, int replicas) {
    // Daemons lie where a user's path need not lead.
    this(workspace, replicas, List.of("/usr/local/sbin", "/usr/sbin"));
  }

  Balancer(Workspace workspace, int replicas, List<String> systemFolders) {
    super(
        workspace,
        NAME,
        List.of(
            new Port("ML_BASE_PORT", workspace.mlBasePort()),
            new Port("HAPROXY_STATS_PORT", workspace.statisticsPort())));
    this.replicas = replicas;
    this.systemFolders = systemFolders;
  }

  @Override
  public String url() {
    return "http://localhost:" + port();
  }

  /** Replicas that were never up would begin with the small share of those that come back. */
  @Override
  boolean startsAfterThoseBefore() {
    return true;
  }

  @Override
  void install() throws IOException {
    String program = program().toString();
    String version = run(List.of(program, "-v")).output();
    Matcher number = VERSION.matcher(version);
    if (!number.find() || !isNewEnough(number)) {
      throw new CommandFailure(
          "The scaling profile needs HAProxy 2.6 or newer, and "
              + program
              + " is: "
              + version.lines().findFirst().orElse("of no known version")
              + "\n"
              + HOW_TO_INSTALL);
    }
    if (workspace().environment().getOrDefault("HAPROXY_STATS_PASSWORD", "none").isBlank()) {
      throw new CommandFailure(
          "HAPROXY_STATS_PASSWORD is empty: give a password, or unset it to ask for none.");
    }
    if (socketFile().toString().length() > LONGEST_SOCKET_PATH) {
      throw new CommandFailure(
          "The balancer's socket "
              + socketFile()
              + " has too long a path: choose a SUTRA_HOME of at most "
              + (LONGEST_SOCKET_PATH
                  - "/run/".length()
                  - socketFile().getFileName().toString().length())
              + " characters.");
    }
    check();
  }

  private static boolean isNewEnough(Matcher version) {
    int major = Integer.parseInt(version.group(1));
    return major > 2 || (major == 2 && Integer.parseInt(version.group(2)) >= 6);
  }

  /** Refuses a configuration that HAProxy would refuse, in its words. */
  private void check() throws IOException {
    Output checked = run(List.of(program().toString(), "-c", "-f", configuration().toString()));
    if (checked.exit() != 0) {
      throw new CommandFailure(
          "The balancer's configuration is not usable:\n"
              + checked
                  .output()
                  .lines()
                  .filter(line -> line.startsWith("[ALERT]"))
                  .collect(Collectors.joining("\n")));
    }
  }

  private Path program() {
    String path = workspace().environment().getOrDefault("PATH", "");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator, -1)), systemFolders.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "The scaling profile needs HAProxy 2.6 or newer, and there is none in PATH. "
                        + HOW_TO_INSTALL
                        + " Or start without it: ./sutra up"));
  }

  private record Output(int exit, String output) {}

  private Output run(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  @Override
  List<String> command() {
    return List.of(program().toString(), "-W", "-f", configuration().toString());
  }

  private Path configuration() {
    return workspace().root().resolve("haproxy/ml-base-lb.cfg");
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    MEMORY.forEach(
        (name, value) ->
            environment.put(name, workspace().environment().getOrDefault(name, value)));
    environment.put("ML_BASE_REPLICAS", Integer.toString(replicas));
    for (int i = 1; i <= replicas; i++) {
      environment.put("ML_BASE_" + i, "127.0.0.1:" + workspace().mlBaseReplicaPort(i));
    }
    environment.put("ML_BASE_PORT", Integer.toString(workspace().mlBasePort()));
    environment.put("HAPROXY_STATS_PORT", Integer.toString(workspace().statisticsPort()));
    environment.put("ML_BASE_LB_SOCKET", socketFile().toString());
    return environment;
  }

  private Path socketFile() {
    return workspace().home().resolve("run").resolve(NAME + ".sock");
  }

  BalancerSocket socket() {
    return new BalancerSocket(socketFile());
  }

  @Override
  boolean isThisServer(List<String> arguments) {
    return arguments.contains(configuration().toString());
  }

  /** Ready when one replica answers through it. */
  @Override
  Readiness.Answer askReadiness() throws InterruptedException {
    return new Readiness(url()).ask();
  }

  @Override
  Optional<String> failureIn(List<String> log) {
    return log.stream().filter(line -> line.contains("[ALERT]")).findFirst();
  }

  /**
   * Has the running balancer read its configuration anew: another process takes the ports over, and
   * the old one finishes the requests that it has.
   */
  void reload(Progress progress) {
    ProcessHandle master =
        running()
            .orElseThrow(() -> new CommandFailure(NAME + " is not running: ./sutra up --scaling"));
    progress.begin("Reloading " + NAME);
    try {
      check();
      BalancerSocket socket = socket();
      String before = socket.processId();
      signal(master, "USR2");
      Patience.await(
          LONGEST_RELOAD,
          () -> !socket.processId().equals(before),
          () -> NAME + " did not take up its configuration again; " + log() + " says why.");
    } catch (IOException e) {
      throw new CommandFailure(NAME + " cannot be reloaded: " + e.getMessage(), e);
    }
    progress.end(NAME + " has read its configuration");
  }

  /** It closes its ports at once and ends when nobody waits for an answer any more. */
  @Override
  void askToEnd(ProcessHandle process) {
    try {
      signal(process, "USR1");
    } catch (IOException e) {
      process.destroy();
    }
  }

  private void signal(ProcessHandle process, String name) throws IOException {
    run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }
}

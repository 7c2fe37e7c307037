package io.sutra.cli.runtime;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.instance.ListenHost;
import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.SystemProcess;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.Component;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
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
import java.util.Set;
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
   * request: half of what the balancer adds to one (decision 64).
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
        Set.of(Component.BALANCER),
        List.of(
            port(workspace, ServiceSettings.ML_BASE_PORT),
            port(workspace, BalancerSettings.STATISTICS_PORT)));
    this.replicas = replicas;
    this.systemFolders = systemFolders;
  }

  private static Port port(Workspace workspace, Setting<Integer> setting) {
    return new Port(
        setting,
        workspace.settings().get(setting),
        0,
        ServiceSettings.LISTEN_HOST,
        workspace.settings().get(ServiceSettings.LISTEN_HOST));
  }

  @Override
  String configuredUrl() {
    return "http://" + ListenHost.reachable(port().host()) + ":" + port().number();
  }

  /** Replicas that were never up would begin with the small share of those that come back. */
  @Override
  boolean startsAfterThoseBefore() {
    return true;
  }

  @Override
  void install(ProductFiles product) throws IOException {
    check(product.balancerConfiguration());
    AtomicFile.write(configuration(), Files.readString(product.balancerConfiguration()));
  }

  /** Its copy stays in one place, from where the running process reads it again. */
  private Path configuration() {
    return workspace().run().resolve(NAME + ".cfg");
  }

  @Override
  List<String> obstacles() {
    try {
      checkProgram();
      checkSocket();
      check(workspace().balancerConfiguration());
      return List.of();
    } catch (CommandFailure failure) {
      return List.of(String.valueOf(failure.getMessage()));
    } catch (IOException e) {
      return List.of("HAProxy cannot be run: " + Problems.reason(e) + ". " + HOW_TO_INSTALL);
    }
  }

  private void checkProgram() throws IOException {
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
  }

  private void checkSocket() {
    int length = socketFile().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET_PATH) {
      throw new CommandFailure(
          "The balancer's socket "
              + socketFile()
              + " has too long a path: choose a SUTRA_HOME of at most "
              + (LONGEST_SOCKET_PATH
                  - "/run/".length()
                  - socketFile().getFileName().toString().length())
              + " bytes.");
    }
  }

  private static boolean isNewEnough(Matcher version) {
    int major = Integer.parseInt(version.group(1));
    return major > 2 || (major == 2 && Integer.parseInt(version.group(2)) >= 6);
  }

  /** Refuses a configuration that HAProxy would refuse, in its words. */
  private void check(Path configuration) throws IOException {
    Output checked = run(List.of(program().toString(), "-c", "-f", configuration.toString()));
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
    String path = workspace().shell().getOrDefault("PATH", "");
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
                        + " Or start without it: SUTRA_EDITION=simple ./sutra up"));
  }

  private record Output(int exit, String output) {}

  private Output run(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ServerEnvironment.standard());
    builder.environment().putAll(configured());
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
  List<String> command(ProductFiles product) {
    return List.of(program().toString(), "-W", "-f", configuration().toString());
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(MEMORY);
    environment.put(BalancerSettings.REPLICAS.key(), Integer.toString(replicas));
    String host = ListenHost.numeric(workspace().settings().get(ServiceSettings.LISTEN_HOST));
    for (int i = 1; i <= replicas; i++) {
      environment.put("ML_BASE_" + i, host + ":" + workspace().mlBaseReplicaPort(i));
    }
    environment.put(ServiceSettings.ML_BASE_PORT.key(), Integer.toString(workspace().mlBasePort()));
    environment.put(
        BalancerSettings.STATISTICS_PORT.key(), Integer.toString(workspace().statisticsPort()));
    environment.put(BalancerSettings.SOCKET.key(), socketFile().toString());
    return environment;
  }

  private Path socketFile() {
    return workspace().run().resolve(NAME + ".sock");
  }

  BalancerSocket socket() {
    return new BalancerSocket(socketFile());
  }

  /** Ready when one replica answers through it. */
  @Override
  Readiness.Answer askReadiness(String url) throws InterruptedException {
    return new Readiness(url).ask();
  }

  @Override
  Optional<String> failureIn(List<String> log) {
    return log.stream().filter(line -> line.contains("[ALERT]")).findFirst();
  }

  /**
   * Has the running balancer read the configuration of {@code product}: another process takes the
   * ports over, and the old one finishes the requests that it has.
   */
  void reload(ProductFiles product, Progress progress) {
    SystemProcess master =
        running()
            .orElseThrow(() -> new CommandFailure(NAME + " is not running: ./sutra up --scaling"));
    progress.begin("Reloading " + NAME);
    try {
      install(product);
      BalancerSocket socket = socket();
      String before = socket.processId();
      master.signal("USR2");
      Patience.await(
          LONGEST_RELOAD,
          () -> !socket.processId().equals(before),
          () -> NAME + " did not take up its configuration again; " + log() + " says why.");
    } catch (IOException e) {
      throw new CommandFailure(NAME + " cannot be reloaded: " + Problems.reason(e) + ".", e);
    }
    progress.end(NAME + " has read its configuration");
  }

  /** It closes its ports at once and ends when nobody waits for an answer any more. */
  @Override
  void askToEnd(SystemProcess process) {
    process.signal("USR1");
  }
}

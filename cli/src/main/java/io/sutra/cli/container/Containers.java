package io.sutra.cli.container;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.Patience;
import io.sutra.cli.runtime.ServerAddress;
import io.sutra.cli.runtime.ServerStatus;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The product in containers. Each is a service of {@code docker/compose.yml} of the same name. */
public final class Containers implements Deployment {

  static final String SHARD = "storage-cache-shard";
  static final String EMBEDDING = "sutra-embedding-service";
  static final String ML_BASE = "ml-base-service";
  static final String BALANCER = "ml-base-lb";

  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LONGEST_RETURN = Duration.ofSeconds(15);

  /** Longer than the longest request; the engine kills what has not ended then. */
  private static final String LONGEST_STOP = "60";

  private final Workspace workspace;
  private final Profile profile;
  private final ComposeFile compose;
  private final List<String> mlBases;

  /** The containers of {@code profile}, running or not. */
  public Containers(Workspace workspace, Profile profile) {
    this.workspace = workspace;
    this.profile = profile;
    compose = new ComposeFile(workspace, profile);
    mlBases =
        profile.scales()
            ? IntStream.rangeClosed(1, profile.replicas()).mapToObj(i -> "ml-base-" + i).toList()
            : List.of(ML_BASE);
  }

  /** The containers to start: those that the settings ask for. */
  public static Containers toStart(Workspace workspace) {
    Profile profile = Profile.configured(workspace);
    if (profile.kind() == Profile.Kind.SINGLE) {
      throw new CommandFailure(
          "SUTRA_EDITION is 'single', which does not run in containers; allowed is one of simple,"
              + " community, enterprise here.");
    }
    var containers = new Containers(workspace, profile);
    containers.compose.checkSettings();
    return containers;
  }

  /**
   * Requires that containers can be run here.
   *
   * @throws CommandFailure saying what is missing and what to do
   */
  public void checkDocker() {
    Docker.check();
  }

  @Override
  public List<String> names() {
    return Stream.of(
            Stream.of(SHARD),
            mlBases.stream(),
            profile.scales() ? Stream.of(BALANCER) : Stream.<String>of(),
            Stream.of(EMBEDDING))
        .flatMap(names -> names)
        .toList();
  }

  @Override
  public String shard() {
    return SHARD;
  }

  @Override
  public String embedding() {
    return EMBEDDING;
  }

  @Override
  public String url() {
    return "http://localhost:" + workspace.embeddingPort();
  }

  @Override
  public List<ServerAddress> mlBases() {
    return mlBases.stream().map(name -> new ServerAddress(name, url(name))).toList();
  }

  @Override
  public Optional<BalancerStatistics> statistics() {
    return profile.scales()
        ? Optional.of(
            new BalancerStatistics(
                "http://localhost:" + workspace.statisticsPort() + "/stats",
                workspace.statisticsPassword()))
        : Optional.empty();
  }

  private String url(String name) {
    int replica = mlBases.indexOf(name) + 1;
    if (name.equals(SHARD)) {
      return "tcp://storage-cache-shard:50052";
    }
    if (name.equals(EMBEDDING)) {
      return url();
    }
    return "http://localhost:"
        + (profile.scales() && replica > 0
            ? workspace.mlBaseReplicaPort(replica)
            : workspace.mlBasePort());
  }

  /**
   * Starts what does not run and replaces what changed, and waits until everything is ready. When
   * the balancer runs already, one replica after the other.
   *
   * @throws CommandFailure saying what did not start, why, and what to do
   */
  public void start(Progress progress) {
    removeOthers(progress);
    boolean rolling = profile.scales() && state(BALANCER).isReady();
    profile.remember(workspace, Profile.Form.CONTAINERS);
    workspace.rememberStarted();
    progress.begin("Starting " + String.join(", ", names()));
    if (rolling) {
      for (String replica : mlBases) {
        up(List.of(replica), progress);
        awaitServing(replica, progress);
      }
    } else if (profile.scales()) {
      // The embedding service is ready only behind the balancer, and takes long enough to start
      // now.
      compose(List.of("--detach"), List.of(EMBEDDING));
      // The balancer follows: replicas that were never up would begin with the small share of those
      // that come back.
      up(Stream.concat(Stream.of(SHARD), mlBases.stream()).toList(), progress);
    }
    up(names(), progress);
    progress.end(names().size() + " containers are ready, callers meet them at " + url());
  }

  /** Starts containers, and waits until all of them are ready or one of them never will be. */
  private void up(List<String> names, Progress progress) {
    progress.step("starting " + String.join(", ", names) + " and waiting until they are ready");
    try {
      compose(List.of("--wait", "--wait-timeout", Long.toString(LONGEST_START.toSeconds())), names);
    } catch (CommandFailure failure) {
      // Compose says which container is not ready, and the container says why.
      names.stream()
          .filter(name -> state(name).willNotBeReady())
          .findFirst()
          .ifPresent(
              name -> {
                throw didNotStart(name, state(name));
              });
      throw failure;
    }
  }

  private void compose(List<String> options, List<String> names) {
    List<String> command = new ArrayList<>(compose.command());
    command.addAll(List.of("up", "--no-build", "--no-deps"));
    command.addAll(options);
    command.addAll(names);
    Docker.watch(command, compose.environment(), line -> {});
  }

  /** Containers of the other profile want the same ports. */
  private void removeOthers(Progress progress) {
    List<String> others =
        Docker.require(
                "ps",
                "--all",
                "--filter",
                "label=com.docker.compose.project=" + ComposeFile.PROJECT,
                "--format",
                "{{.Names}}")
            .lines()
            .filter(name -> !names().contains(name))
            .toList();
    for (String name : others) {
      progress.begin("Stopping " + name + ", which is not part of " + profile);
      remove(name);
      progress.end(name + " has stopped");
    }
  }

  private void awaitReady(String name, Progress progress) {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    for (State state = state(name); !state.isReady(); state = state(name)) {
      if (state.failed()) {
        throw didNotStart(name, state);
      }
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            name
                + " was not ready after "
                + LONGEST_START.toMinutes()
                + " minutes: ./sutra logs "
                + name);
      }
      progress.step("waiting until " + name + " is ready");
      Patience.pause();
    }
  }

  private static CommandFailure didNotStart(String name, State state) {
    return new CommandFailure(
        name
            + " did not start ("
            + (state.failed() ? state.status() : state.health())
            + "). The last lines of its log:\n"
            + lastWords(name)
            + "\nThe whole log: ./sutra logs "
            + name);
  }

  /** Ready, and found so by the balancer. */
  private void awaitServing(String replica, Progress progress) {
    awaitReady(replica, progress);
    BalancerStatistics statistics = statistics().orElseThrow();
    progress.step("waiting until the balancer sends requests to " + replica);
    Patience.await(
        LONGEST_RETURN,
        () ->
            statistics.read().replicas().stream()
                .filter(known -> known.name().equals(replica))
                .allMatch(BalancerStatistics.Replica::up),
        () -> replica + " is ready, and the balancer does not find it so: ./sutra logs ml-base-lb");
  }

  /**
   * What the engine says of a container.
   *
   * @param status created, running, restarting, exited and so on; "none" when there is no container
   * @param health starting, healthy, unhealthy; empty without a check
   * @param restarts how often it ended by itself and was started again
   */
  private record State(String status, String health, int restarts) {

    boolean isReady() {
      return status.equals("running") && health.equals("healthy");
    }

    boolean isRunning() {
      return status.equals("running") || status.equals("restarting");
    }

    /** It ended by itself, or says that it is not well: Compose waits for neither. */
    boolean willNotBeReady() {
      return failed() || health.equals("unhealthy");
    }

    /** It ended by itself; that it is started again changes nothing about why. */
    boolean failed() {
      return restarts > 0 || status.equals("exited") || status.equals("dead");
    }
  }

  private static State state(String name) {
    Docker.Output output =
        Docker.ask(
            "container",
            "inspect",
            "--format",
            "{{.State.Status}},{{if .State.Health}}{{.State.Health.Status}}{{end}},{{.RestartCount}}",
            name);
    String[] cells = output.text().strip().split(",", -1);
    return output.succeeded() && cells.length == 3
        ? new State(cells[0], cells[1], Integer.parseInt(cells[2]))
        : new State("none", "", 0);
  }

  private static String lastWords(String name) {
    return Docker.ask("logs", "--tail", "25", name).text().strip();
  }

  @Override
  public List<ServerStatus> status() {
    return names().stream()
        .map(
            name -> {
              State state = state(name);
              ServerStatus.State summary =
                  state.isReady()
                      ? ServerStatus.State.READY
                      : state.isRunning()
                          ? ServerStatus.State.STARTING
                          : ServerStatus.State.STOPPED;
              return new ServerStatus(
                  name, summary, url(name), OptionalLong.empty(), Optional.empty());
            })
        .toList();
  }

  /** Stops and removes the containers; the volumes, and so the cache, stay. */
  @Override
  public void stop(Progress progress) {
    checkDocker();
    for (String name : names().reversed()) {
      if (state(name).status().equals("none")) {
        progress.note(name + " is not running");
      } else {
        progress.begin("Stopping " + name);
        remove(name);
        progress.end(name + " has stopped");
      }
    }
    // Somebody else may have joined it.
    Docker.ask("network", "rm", ComposeFile.PROJECT);
    Profile.forget(workspace, Profile.Form.CONTAINERS);
    workspace.forgetStarted();
  }

  private static void remove(String name) {
    Docker.require("stop", "--time", LONGEST_STOP, name);
    Docker.require("rm", name);
  }

  @Override
  public void restart(List<String> names, Progress progress) {
    List<String> chosen = names.isEmpty() ? withoutTheSingleOnes() : names;
    List<String> single =
        chosen.stream()
            .filter(name -> !profile.scales() || !withoutTheSingleOnes().contains(name))
            .toList();
    if (profile.replicas() == 1) {
      progress.note("There is one replica: requests are refused while it restarts.");
    }
    for (String replica : mlBases) {
      if (profile.scales() && chosen.contains(replica)) {
        restartReplica(replica, progress);
      }
    }
    if (profile.scales() && chosen.contains(BALANCER)) {
      reloadBalancer(progress);
    }
    if (!single.isEmpty()) {
      progress.note(
          "Requests are refused or not cached while " + String.join(", ", single) + " restarts.");
      for (String name : single) {
        progress.begin("Restarting " + name);
        Docker.require("stop", "--time", LONGEST_STOP, name);
        revive(name, progress);
        progress.end(name + " is ready at " + url(name));
      }
    } else if (names.isEmpty()) {
      progress.note(SHARD + " and " + EMBEDDING + " run once and were left as they are.");
    }
  }

  private List<String> withoutTheSingleOnes() {
    return profile.scales()
        ? Stream.concat(mlBases.stream(), Stream.of(BALANCER)).toList()
        : names();
  }

  /**
   * A replica that is told to stop says at its next check that it is not ready, finishes what it
   * has, and closes its port only after the balancer has heard of it.
   */
  private void restartReplica(String replica, Progress progress) {
    progress.begin("Restarting " + replica);
    progress.step("stopping " + replica + ", which finishes its requests first");
    try {
      Docker.require("stop", "--time", LONGEST_STOP, replica);
      Docker.require("start", replica);
      awaitServing(replica, progress);
    } catch (CommandFailure failure) {
      throw new CommandFailure(
          failure.getMessage() + "\nThe other replicas were left as they are and go on serving.",
          failure);
    }
    progress.end(replica + " is ready at " + url(replica));
  }

  private void reloadBalancer(Progress progress) {
    progress.begin("Reloading " + BALANCER);
    // Not "docker kill": after that the engine would not start it again when it crashes.
    Docker.require("exec", BALANCER, "bash", "-c", "kill -USR2 1");
    Patience.await(
        LONGEST_RETURN,
        () -> {
          statistics().orElseThrow().read();
          return true;
        },
        () -> BALANCER + " does not answer: ./sutra logs " + BALANCER);
    progress.end(BALANCER + " has read its configuration");
  }

  @Override
  public void kill(String name) {
    Docker.require("kill", name);
  }

  @Override
  public void revive(String name, Progress progress) {
    Docker.require("start", name);
    awaitReady(name, progress);
  }

  @Override
  public int showLogs(List<String> names, int lines, boolean follow) {
    List<String> command = new ArrayList<>(compose.command());
    command.addAll(List.of("logs", "--tail=" + lines));
    if (follow) {
      command.add("--follow");
    }
    command.addAll(names.isEmpty() ? names() : names);
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(compose.environment());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure("The logs cannot be shown: " + FailureReason.of(e), e);
    } catch (InterruptedException e) {
      throw Docker.interrupted(e);
    }
  }
}

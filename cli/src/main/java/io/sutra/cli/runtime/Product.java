package io.sutra.cli.runtime;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All servers of the product on this machine: the cache shard, ml-base or its replicas and their
 * balancer, and the embedding service that callers meet.
 */
public final class Product implements Deployment {

  private final Workspace workspace;
  private final Profile profile;
  private final LocalServer embedding;
  private final Optional<Balancer> balancer;
  private final List<LocalServer> mlBases;
  private final List<LocalServer> servers;

  /** The servers of {@code profile}, running or not. */
  public Product(Workspace workspace, Profile profile) {
    this.workspace = workspace;
    this.profile = profile;
    embedding = LibertyServer.embedding(workspace);
    if (profile.scales()) {
      mlBases =
          IntStream.rangeClosed(1, profile.replicas())
              .<LocalServer>mapToObj(i -> LibertyServer.mlBaseReplica(workspace, i))
              .toList();
      balancer = Optional.of(new Balancer(workspace, profile.replicas()));
    } else {
      mlBases = List.of(LibertyServer.mlBase(workspace));
      balancer = Optional.empty();
    }
    List<LocalServer> all = new ArrayList<>();
    all.add(new ShardServer(workspace));
    all.addAll(mlBases);
    balancer.ifPresent(all::add);
    all.add(embedding);
    servers = List.copyOf(all);
  }

  /** The servers that {@code up} started last, or would start. */
  public static Product current(Workspace workspace) {
    return new Product(workspace, Profile.current(workspace));
  }

  /**
   * The servers to start.
   *
   * @param scaling whether replicas were asked for on the command line
   * @throws CommandFailure when others than these run already
   */
  public static Product toStart(Workspace workspace, boolean scaling) {
    Profile current = Profile.current(workspace);
    Profile wanted = Profile.asked(workspace, scaling).orElse(current);
    if (!wanted.equals(current)
        && new Product(workspace, current)
            .mlBases.stream().anyMatch(server -> server.running().isPresent())) {
      throw new CommandFailure(
          "What runs is " + current + ", not " + wanted + ". Stop it first: ./sutra down");
    }
    return new Product(workspace, wanted);
  }

  List<LocalServer> servers() {
    return servers;
  }

  /** Whether any server of it runs. */
  public boolean runs() {
    return servers.stream().anyMatch(server -> server.running().isPresent());
  }

  @Override
  public List<String> names() {
    return servers.stream().map(LocalServer::name).toList();
  }

  @Override
  public String shard() {
    return ShardServer.NAME;
  }

  @Override
  public String embedding() {
    return embedding.name();
  }

  @Override
  public List<ServerAddress> mlBases() {
    return mlBases.stream().map(server -> new ServerAddress(server.name(), server.url())).toList();
  }

  @Override
  public Optional<BalancerStatistics> statistics() {
    return balancer.map(
        unused ->
            new BalancerStatistics(
                "http://localhost:" + workspace.statisticsPort() + "/stats",
                workspace.statisticsPassword()));
  }

  @Override
  public String url() {
    return embedding.url();
  }

  @Override
  public void kill(String name) {
    ProcessHandle process =
        named(name)
            .running()
            .orElseThrow(() -> new CommandFailure(name + " is not running: ./sutra status"));
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void revive(String name, Progress progress) {
    LocalServer server = named(name);
    if (server.prepare()) {
      server.launch();
    }
    server.awaitReady(progress);
  }

  private LocalServer named(String name) {
    return servers.stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new CommandFailure("There is no server '" + name + "'."));
  }

  @Override
  public int showLogs(List<String> names, int lines, boolean follow) {
    List<String> logs =
        servers.stream()
            .filter(server -> names.isEmpty() || names.contains(server.name()))
            .map(LocalServer::log)
            .filter(log -> Files.exists(log))
            .map(Path::toString)
            .toList();
    if (logs.isEmpty()) {
      throw new CommandFailure("There is no log yet: ./sutra up starts the servers that write it.");
    }
    // tail(1) follows files across rotation and truncation better than a loop here would.
    List<String> tail = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
    if (follow) {
      tail.add("-F");
    }
    tail.addAll(logs);
    try {
      return new ProcessBuilder(tail).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure("The logs cannot be shown: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  /**
   * Starts what does not run, all at once, and waits until everything is ready.
   *
   * @throws CommandFailure saying what did not start, why, and what to do; what this call launched
   *     has been stopped then
   */
  public void start(Progress progress) {
    List<LocalServer> launched = new ArrayList<>();
    for (LocalServer server : servers) {
      if (server.prepare()) {
        launched.add(server);
      } else {
        progress.note(server.name() + " is already running at " + server.url());
      }
    }
    profile.remember(workspace, Profile.Form.PROCESSES);
    launched.stream()
        .filter(server -> !server.startsAfterThoseBefore())
        .forEach(LocalServer::launch);
    try {
      awaitReady(launched, progress);
    } catch (CommandFailure failure) {
      launched.forEach(LocalServer::endQuietly);
      throw failure;
    }
  }

  /** Those that run already may still be starting, so they are waited for too. */
  private void awaitReady(List<LocalServer> launched, Progress progress) {
    if (!launched.isEmpty()) {
      progress.begin(
          "Starting " + String.join(", ", launched.stream().map(LocalServer::name).toList()));
    }
    for (LocalServer server : servers) {
      if (launched.contains(server) && server.startsAfterThoseBefore()) {
        server.launch();
      }
      server.awaitReady(progress);
      if (launched.contains(server)) {
        progress.end(server.name() + " is ready at " + server.url());
      }
    }
  }

  @Override
  public void stop(Progress progress) {
    servers.reversed().forEach(server -> server.stop(progress));
    Profile.forget(workspace, Profile.Form.PROCESSES);
  }

  @Override
  public void restart(List<String> names, Progress progress) {
    if (balancer.isEmpty()) {
      List<LocalServer> chosen = chosen(names, servers);
      progress.note("Requests are refused meanwhile; replicas lose none (./sutra up --scaling).");
      stopAndStart(chosen, progress);
      return;
    }
    List<LocalServer> chosen = chosen(names, withoutTheSingleOnes());
    List<LocalServer> single =
        chosen.stream().filter(server -> !withoutTheSingleOnes().contains(server)).toList();
    if (profile.replicas() == 1) {
      progress.note("There is one replica: requests are refused while it restarts.");
    }
    new RollingRestart(balancer.get(), progress)
        .run(mlBases.stream().filter(chosen::contains).toList());
    if (chosen.contains(balancer.get())) {
      balancer.get().reload(progress);
    }
    if (!single.isEmpty()) {
      progress.note(
          "Requests are refused or not cached while "
              + String.join(", ", single.stream().map(LocalServer::name).toList())
              + " restarts.");
      stopAndStart(single, progress);
    } else if (names.isEmpty()) {
      progress.note("cache-shard and embedding run once and were left as they are.");
    }
  }

  private List<LocalServer> withoutTheSingleOnes() {
    return servers.stream()
        .filter(server -> mlBases.contains(server) || server instanceof Balancer)
        .toList();
  }

  private List<LocalServer> chosen(List<String> names, List<LocalServer> whenNoneIsNamed) {
    return names.isEmpty()
        ? whenNoneIsNamed
        : servers.stream().filter(server -> names.contains(server.name())).toList();
  }

  private void stopAndStart(List<LocalServer> chosen, Progress progress) {
    chosen.reversed().forEach(server -> server.stop(progress));
    start(progress);
  }

  @Override
  public List<ServerStatus> status() {
    return servers.stream().map(LocalServer::status).toList();
  }
}

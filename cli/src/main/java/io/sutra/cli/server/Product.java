package io.sutra.cli.server;

import io.sutra.cli.CommandFailure;
import io.sutra.cli.Workspace;
import io.sutra.cli.terminal.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All servers of the product on this machine: the cache shard, ml-base or its replicas and their
 * balancer, and the embedding service that callers meet.
 */
public final class Product {

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

  /** All servers, those that others need first. */
  public List<LocalServer> servers() {
    return servers;
  }

  /** Where the balancer's statistics are, if there is one. */
  public Optional<String> statistics() {
    return balancer.map(unused -> "http://localhost:" + workspace.statisticsPort() + "/stats");
  }

  /** Where callers meet the product. */
  public String url() {
    return embedding.url();
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
    profile.remember(workspace);
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

  /** Stops everything: whoever asks others before those. */
  public void stop(Progress progress) {
    servers.reversed().forEach(server -> server.stop(progress));
    Profile.forget(workspace);
  }

  /**
   * Restarts servers; without a name what can be restarted without losing a request, if there is
   * such a thing, and otherwise everything.
   *
   * @param names of servers
   */
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

  /** What each server does now. */
  public List<ServerStatus> status() {
    return servers.stream().map(LocalServer::status).toList();
  }
}

package io.sutra.cli.runtime;

import io.sutra.cli.instance.Problems;
import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    boolean single = profile.kind() == Profile.Kind.SINGLE;
    embedding = single ? LibertyServer.single(workspace) : LibertyServer.embedding(workspace);
    if (single) {
      mlBases = List.of(embedding);
      balancer = Optional.empty();
    } else if (profile.scales()) {
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
    if (!single) {
      all.addAll(mlBases);
    }
    balancer.ifPresent(all::add);
    all.add(embedding);
    servers = List.copyOf(all);
  }

  /** The servers that run, as they were started; those of the settings when none does. */
  public static Product current(Workspace workspace) {
    Workspace started = workspace.asStarted();
    return new Product(started, Profile.current(started));
  }

  /** Which servers there are. */
  public Profile profile() {
    return profile;
  }

  /** The names of the running servers that read one of {@code settings}. */
  public List<String> readersOf(Collection<Setting<?>> settings) {
    return servers.stream()
        .filter(server -> server.running().isPresent())
        .filter(
            server ->
                settings.stream()
                    .anyMatch(
                        setting ->
                            setting.readBy().stream().anyMatch(server.components()::contains)))
        .map(LocalServer::name)
        .toList();
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
                "http://"
                    + workspace.reachable(ServiceSettings.LISTEN_HOST)
                    + ":"
                    + workspace.statisticsPort()
                    + "/stats",
                workspace.statisticsPassword()));
  }

  @Override
  public String url() {
    return embedding.url();
  }

  /** Ends a server at once. One that could not be brought back as it was is left alone. */
  @Override
  public void kill(String name) {
    LocalServer server = named(name);
    requireValidSettings(List.of(server));
    server.kill();
  }

  @Override
  public void revive(String name, Progress progress) {
    LocalServer server = named(name);
    if (server.running().isEmpty()) {
      requireValidSettings(List.of(server));
      launch(List.of(server), installed());
    }
    server.awaitReady(progress);
  }

  /** The programs that the others of this instance run from. */
  private ProductFiles installed() {
    return ProductFiles.installed(workspace).orElseGet(() -> ProductFiles.install(workspace));
  }

  /**
   * A setting that is refused counts as not set, and a server that came back without its token or
   * its certificate would be open.
   */
  private static void requireValidSettings(List<LocalServer> toStart) {
    toStart.forEach(server -> server.workspace().settings().requireValid());
  }

  private static void launch(List<LocalServer> servers, ProductFiles product) {
    servers.forEach(server -> server.prepare(product));
    servers.forEach(server -> server.launch(product, server.configured()));
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
   * Requires that what does not run could be started.
   *
   * @throws CommandFailure with everything that is in the way
   */
  public void checkStart() {
    requireValidSettings(missing());
    new StartChecks(workspace, servers, missing()).require();
  }

  private List<LocalServer> missing() {
    return servers.stream().filter(server -> server.running().isEmpty()).toList();
  }

  /**
   * Starts what does not run, all at once, and waits until everything is ready. While some servers
   * run, the others are started from the same programs as these.
   *
   * @throws CommandFailure saying what did not start, why, and what to do; what this call launched
   *     has been stopped then, and nothing else
   */
  public void start(Progress progress) {
    boolean fresh = !runs();
    List<LocalServer> missing = missing();
    requireValidSettings(missing);
    servers.stream()
        .filter(server -> !missing.contains(server))
        .forEach(server -> progress.note(server.name() + " is already running at " + server.url()));
    ProductFiles product = fresh ? freshFiles() : installed();
    if (fresh) {
      profile.remember(workspace, Profile.Form.PROCESSES);
      workspace.rememberStarted();
    }
    List<LocalServer> launched = new ArrayList<>();
    try {
      new Start(servers, missing, product, launched, progress).run();
    } catch (RuntimeException failure) {
      launched.reversed().forEach(LocalServer::endQuietly);
      if (!runs()) {
        forget();
      }
      throw failure;
    }
  }

  private ProductFiles freshFiles() {
    ProductFiles product = ProductFiles.install(workspace);
    try {
      product.deleteOthers();
    } catch (IOException e) {
      throw new CommandFailure(
          "Programs of an earlier build cannot be deleted: " + Problems.reason(e) + ".", e);
    }
    return product;
  }

  private void forget() {
    Profile.forget(workspace, Profile.Form.PROCESSES);
    workspace.forgetStarted();
  }

  @Override
  public void stop(Progress progress) {
    servers.reversed().forEach(server -> server.stop(progress));
    forget();
  }

  @Override
  public void restart(List<String> names, Progress progress) {
    requireValidSettings(servers);
    requireSameServers();
    restartChosen(names, progress);
    // Whoever was not restarted goes on with what it has, and keeps it when it is brought back.
    List<LocalServer> restarted = chosen(names, balancer.isEmpty() ? servers : mlBases);
    workspace.rememberStarted(
        restarted.stream().flatMap(server -> server.components().stream()).toList());
  }

  /** A balancer and its replicas are what they were started as. */
  private void requireSameServers() {
    if (!runs()) {
      return;
    }
    RememberedSettings started = workspace.asStarted().settings();
    List<String> changed =
        Stream.of(
                InstanceSettings.EDITION,
                BalancerSettings.REPLICAS,
                BalancerSettings.REPLICA_PORT,
                BalancerSettings.STATISTICS_PORT,
                ServiceSettings.ML_BASE_PORT,
                ServiceSettings.LISTEN_HOST)
            .filter(setting -> profile.scales() || setting.equals(InstanceSettings.EDITION))
            .filter(setting -> !started.get(setting).equals(workspace.settings().get(setting)))
            .map(Setting::key)
            .toList();
    if (!changed.isEmpty()) {
      throw new CommandFailure(
          "A restart does not change which servers there are and where a balancer finds them, and "
              + String.join(", ", changed)
              + " has another value now than at the start. For that: ./sutra down, then"
              + " ./sutra up");
    }
  }

  private void restartChosen(List<String> names, Progress progress) {
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
    new RollingRestart(balancer.get(), productFor(names), progress)
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

  /** A restart of all replicas takes up a new build; one of them stays like the others. */
  private ProductFiles productFor(List<String> names) {
    return names.isEmpty() && Files.exists(workspace.buildStamp())
        ? ProductFiles.install(workspace)
        : installed();
  }

  @Override
  public List<ServerStatus> status() {
    return servers.stream().map(LocalServer::status).toList();
  }
}

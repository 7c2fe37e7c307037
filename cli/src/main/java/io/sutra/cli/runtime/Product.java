package io.sutra.cli.runtime;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.ServerRecord;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All servers of the product on this machine: the cache shard, ml-base or its replicas and their
 * balancer, and the embedding service that callers meet.
 */
public final class Product implements Deployment {

  private final Workspace workspace;
  private final Profile profile;
  private final Function<String, Workspace> workspaceOf;
  private final LocalServer embedding;
  private final Optional<Balancer> balancer;
  private final List<LocalServer> mlBases;
  private final List<LocalServer> servers;

  /** The servers of {@code profile}, running or not. */
  public Product(Workspace workspace, Profile profile) {
    this(workspace, profile, name -> workspace);
  }

  /**
   * The servers of {@code profile}, running or not.
   *
   * @param workspace of the instance as a whole
   * @param workspaceOf the one with the settings of a server, by its name
   */
  Product(Workspace workspace, Profile profile, Function<String, Workspace> workspaceOf) {
    this.workspace = workspace;
    this.profile = profile;
    this.workspaceOf = workspaceOf;
    boolean single = profile.kind() == Profile.Kind.SINGLE;
    embedding =
        single
            ? LibertyServer.single(workspaceOf.apply(LibertyServer.SINGLE))
            : LibertyServer.embedding(workspaceOf.apply(LibertyServer.EMBEDDING));
    if (single) {
      mlBases = List.of(embedding);
      balancer = Optional.empty();
    } else if (profile.scales()) {
      mlBases =
          IntStream.rangeClosed(1, profile.replicas())
              .<LocalServer>mapToObj(
                  i ->
                      LibertyServer.mlBaseReplica(
                          workspaceOf.apply(LibertyServer.replicaName(i)), i))
              .toList();
      balancer = Optional.of(new Balancer(workspaceOf.apply(Balancer.NAME), profile.replicas()));
    } else {
      mlBases = List.of(LibertyServer.mlBase(workspaceOf.apply(LibertyServer.ML_BASE)));
      balancer = Optional.empty();
    }
    List<LocalServer> all = new ArrayList<>();
    all.add(new ShardServer(workspaceOf.apply(ShardServer.NAME)));
    if (!single) {
      all.addAll(mlBases);
    }
    balancer.ifPresent(all::add);
    all.add(embedding);
    servers = List.copyOf(all);
  }

  /** The servers that run, each as it was started; those of the settings when none does. */
  public static Product current(Workspace workspace) {
    Workspace started = workspace.asStarted();
    return new Product(started, Profile.current(started), workspace::asStarted);
  }

  /** Which servers there are. */
  public Profile profile() {
    return profile;
  }

  /** The names of the running servers that would be given other settings now than they have. */
  public List<String> pendingServers() {
    return servers.stream()
        .filter(server -> !server.pending().isEmpty())
        .map(LocalServer::name)
        .toList();
  }

  /** The settings of which a running server has other values than it would be given now. */
  public Set<Setting<?>> pendingSettings() {
    return servers.stream()
        .flatMap(server -> server.pending().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a running server reads {@code setting}. */
  public boolean isRead(Setting<?> setting) {
    return servers.stream()
        .filter(server -> server.running().isPresent())
        .anyMatch(server -> setting.readBy().stream().anyMatch(server.components()::contains));
  }

  /** Whether a restart does not take {@code setting} up, but {@code down} and {@code up} do. */
  public boolean isFixedUntilDown(Setting<?> setting) {
    return Restart.isFixed(setting, profile);
  }

  List<LocalServer> servers() {
    return servers;
  }

  /** The servers that a balancer has replicas of, or the one that stands for them. */
  List<LocalServer> mlBaseServers() {
    return mlBases;
  }

  Optional<Balancer> balancer() {
    return balancer;
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
      ProductFiles product = ProductFiles.toComplete(workspace);
      server.prepare(product);
      server.launch(product, server.configured());
    }
    requireNoneSuspended(List.of(server));
    server.awaitReady(progress);
  }

  /** A suspended server does not answer, and whoever needs it would wait in vain. */
  static void requireNoneSuspended(List<LocalServer> servers) {
    servers.forEach(LocalServer::requireNotSuspended);
  }

  /**
   * A setting that is refused counts as not set, and a server that came back without its token or
   * its certificate would be open.
   */
  static void requireValidSettings(List<LocalServer> toStart) {
    toStart.forEach(server -> server.workspace().settings().requireValid());
  }

  LocalServer named(String name) {
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
    new StartChecks(workspace, servers, missing(), Set.of()).require();
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
    requireNoneSuspended(servers);
    ProductFiles product =
        fresh ? ProductFiles.toStartAnew(workspace, progress) : ProductFiles.toComplete(workspace);
    start(product, fresh, progress);
  }

  /**
   * Starts what does not run from {@code product}.
   *
   * @param fresh whether nothing runs, so that this is a start of the whole instance
   */
  void start(ProductFiles product, boolean fresh, Progress progress) {
    requireValidSettings(missing());
    if (fresh) {
      deleteUnused(product);
      profile.remember(workspace, Profile.Form.PROCESSES);
      workspace.rememberStarted();
    }
    try {
      new Start(servers, missing(), product, progress).run();
    } catch (RuntimeException failure) {
      if (!runs()) {
        forget();
      }
      throw failure;
    }
  }

  /** Deletes the copies of other builds than {@code product} that no server runs from. */
  void deleteUnused(ProductFiles product) {
    Set<String> inUse =
        servers.stream()
            .flatMap(server -> server.runningRecord().stream())
            .map(ServerRecord::product)
            .collect(Collectors.toUnmodifiableSet());
    // One that was started before this was recorded may run from any of them.
    if (!inUse.contains("")) {
      product.deleteOthers(inUse);
    }
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
    new Restart(workspace, profile, workspaceOf, names, progress).run();
  }

  @Override
  public List<ServerStatus> status() {
    return servers.stream().map(LocalServer::status).toList();
  }
}

package io.sutra.cli.runtime;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One restart: the chosen servers get the settings of the instance as they are now; servers that
 * are brought back along the way get those that they had. Everything that can be found out is
 * checked before the first server stops.
 */
final class Restart {

  /** What decides which servers there are, and where a balancer finds its replicas. */
  private static final Set<Setting<?>> FIXED_WITH_A_BALANCER =
      Set.of(
          BalancerSettings.REPLICAS,
          BalancerSettings.REPLICA_PORT,
          BalancerSettings.STATISTICS_PORT,
          ServiceSettings.ML_BASE_PORT,
          ServiceSettings.LISTEN_HOST);

  private final Workspace workspace;
  private final Profile profile;
  private final List<String> names;
  private final Progress progress;
  private final Function<String, Workspace> workspaceOf;
  private final Product running;

  /**
   * A restart.
   *
   * @param workspace of the instance as a whole
   * @param workspaceOf the one with the settings that a chosen server gets, by its name
   * @param names of the chosen servers; none for the usual ones
   */
  Restart(
      Workspace workspace,
      Profile profile,
      Function<String, Workspace> workspaceOf,
      List<String> names,
      Progress progress) {
    this.workspaceOf = workspaceOf;
    this.workspace = workspace;
    this.profile = profile;
    this.names = List.copyOf(names);
    this.progress = progress;
    running = Product.current(workspace);
  }

  /** Whether {@code setting} keeps its value until the whole instance is stopped. */
  static boolean isFixed(Setting<?> setting, Profile profile) {
    return setting.equals(InstanceSettings.EDITION)
        || (profile.scales() && FIXED_WITH_A_BALANCER.contains(setting));
  }

  /**
   * Restarts.
   *
   * @throws CommandFailure saying what is in the way; before the first server stopped, if it could
   *     be found out then
   */
  void run() {
    workspace.settings().requireValid();
    requireSameServers();
    Product wanted = new Product(workspace, profile, workspaceOf);
    List<LocalServer> usual = profile.scales() ? wanted.mlBaseServers() : wanted.servers();
    Set<String> chosen =
        (names.isEmpty() ? usual.stream().map(LocalServer::name) : names.stream())
            .collect(Collectors.toUnmodifiableSet());
    requireEqualReplicas(wanted, chosen);
    // Whoever crashed is brought back with the rest, as it was.
    Product mixed =
        new Product(
            workspace,
            profile,
            name -> chosen.contains(name) ? workspaceOf.apply(name) : workspace.asStarted(name));
    check(mixed, chosen);
    if (profile.scales()) {
      restartReplicas(mixed, chosen);
    } else {
      progress.note("Requests are refused meanwhile; replicas lose none (./sutra up --scaling).");
      stopAndStart(mixed, chosen);
    }
    workspace.rememberStarted(
        mixed.servers().stream()
            .filter(server -> chosen.contains(server.name()))
            .flatMap(server -> server.components().stream())
            .toList());
    List<String> pending = wanted.pendingServers();
    if (!pending.isEmpty()) {
      progress.note(
          "Other servers still have other settings than sutra.properties: ./sutra restart "
              + String.join(" ", pending));
    }
  }

  private void requireSameServers() {
    if (!running.runs()) {
      return;
    }
    RememberedSettings started = workspace.asStarted().settings();
    List<String> changed =
        SettingsTable.all().stream()
            .filter(setting -> isFixed(setting, profile))
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

  /** Behind one balancer, replicas with other settings would answer the same request otherwise. */
  private void requireEqualReplicas(Product wanted, Set<String> chosen) {
    List<LocalServer> replicas = wanted.mlBaseServers();
    List<LocalServer> left =
        replicas.stream().filter(server -> !chosen.contains(server.name())).toList();
    if (!profile.scales() || left.isEmpty() || left.size() == replicas.size()) {
      return;
    }
    List<String> pending =
        left.stream()
            .flatMap(server -> server.changed(running.named(server.name())).stream())
            .map(Setting::key)
            .distinct()
            .toList();
    if (!pending.isEmpty()) {
      throw new CommandFailure(
          "The replicas that are not named have other values of "
              + String.join(", ", pending)
              + " than sutra.properties has now, and all replicas behind a balancer have to be"
              + " equal. Nothing was changed. Restart all of them: ./sutra restart");
    }
  }

  private void check(Product mixed, Set<String> chosen) {
    List<LocalServer> toStart =
        mixed.servers().stream()
            .filter(server -> chosen.contains(server.name()) || server.running().isEmpty())
            .toList();
    Product.requireValidSettings(toStart);
    if (!isRolling(mixed, chosen)) {
      Product.requireNoneSuspended(
          mixed.servers().stream().filter(server -> !chosen.contains(server.name())).toList());
    }
    Set<Integer> own =
        running.servers().stream()
            .filter(server -> chosen.contains(server.name()) && server.running().isPresent())
            .flatMap(server -> server.ports().stream())
            .map(Port::number)
            .collect(Collectors.toUnmodifiableSet());
    new StartChecks(workspace, mixed.servers(), toStart, own).require();
  }

  /** A restart of replicas waits for none of the others. */
  private static boolean isRolling(Product mixed, Set<String> chosen) {
    return mixed.balancer().isPresent()
        && mixed.servers().stream()
            .filter(server -> chosen.contains(server.name()))
            .allMatch(mixed.mlBaseServers()::contains);
  }

  private void restartReplicas(Product mixed, Set<String> chosen) {
    Balancer balancer = mixed.balancer().orElseThrow();
    Predicate<LocalServer> isChosen = server -> chosen.contains(server.name());
    if (profile.replicas() == 1) {
      progress.note("There is one replica: requests are refused while it restarts.");
    }
    new RollingRestart(balancer, files(false), progress)
        .run(mixed.mlBaseServers().stream().filter(isChosen).toList());
    List<LocalServer> others =
        mixed.servers().stream()
            .filter(isChosen.and(server -> !mixed.mlBaseServers().contains(server)))
            .filter(server -> !server.equals(balancer) || !canReload(balancer))
            .toList();
    if ((names.isEmpty() || isChosen.test(balancer)) && canReload(balancer)) {
      balancer.reload(files(false), progress);
    }
    ProductFiles.installed(workspace).ifPresent(mixed::deleteUnused);
    if (!others.isEmpty()) {
      progress.note(
          "Requests are refused or not cached while "
              + others.stream().map(LocalServer::name).collect(Collectors.joining(", "))
              + " restarts.");
      stopAndStart(
          mixed, others.stream().map(LocalServer::name).collect(Collectors.toUnmodifiableSet()));
    } else if (names.isEmpty()) {
      progress.note("cache-shard and embedding run once and were left as they are.");
    }
  }

  /** A reload reads the configuration anew, and never the environment that has the settings. */
  private static boolean canReload(Balancer balancer) {
    return balancer.running().isPresent() && balancer.pending().isEmpty();
  }

  private void stopAndStart(Product mixed, Set<String> chosen) {
    boolean fresh =
        mixed.servers().stream()
            .allMatch(server -> chosen.contains(server.name()) || server.running().isEmpty());
    ProductFiles product = files(fresh);
    mixed.servers().reversed().stream()
        .filter(server -> chosen.contains(server.name()))
        .forEach(server -> server.stop(progress));
    mixed.start(product, fresh, progress);
  }

  /** A restart of everything, or of all replicas, takes up a new build; others are of one build. */
  private ProductFiles files(boolean fresh) {
    return fresh || (profile.scales() && names.isEmpty())
        ? ProductFiles.toStartAnew(workspace, progress)
        : ProductFiles.toComplete(workspace);
  }
}

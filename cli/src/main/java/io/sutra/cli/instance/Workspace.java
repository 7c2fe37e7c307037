package io.sutra.cli.instance;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.BalancerSettings;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import io.sutra.settings.ShardSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where things are and what is remembered: the checkout that the command belongs to, and the folder
 * of the instance ({@code SUTRA_HOME}, by default {@code .sutra} in the checkout), which holds
 * everything that running it leaves behind. Immutable.
 *
 * @param root the checkout
 * @param home server directories, models, logs, records, settings
 * @param settings what the instance remembers
 * @param shell the variables that the command was called with. Servers never see them; only what
 *     says in its documentation that it does may look at them
 */
public record Workspace(
    Path root, Path home, RememberedSettings settings, Map<String, String> shell) {

  private static final String SETTINGS = "sutra.properties";

  /** The workspace that the launcher names. */
  public static Workspace ofLauncher() {
    String root = System.getProperty("sutra.root");
    if (root == null || !Files.exists(Path.of(root, "pom.xml"))) {
      throw new CommandFailure("Call this through ./sutra in a checkout of Sutra.");
    }
    Map<String, String> shell = System.getenv();
    return of(Path.of(root), home(Path.of(root), shell), shell);
  }

  /** The workspace of the instance in {@code home}, with what that remembers. */
  public static Workspace of(Path root, Path home, Map<String, String> shell) {
    return new Workspace(
        root,
        home,
        new RememberedSettings(SettingsFile.read(home.resolve(SETTINGS))),
        Map.copyOf(shell));
  }

  private static Path home(Path root, Map<String, String> shell) {
    String given = shell.getOrDefault(InstanceSettings.HOME.key(), "");
    Path home;
    try {
      home = given.isBlank() ? root.resolve(".sutra") : Path.of(given);
    } catch (InvalidPathException e) {
      throw new CommandFailure(
          "SUTRA_HOME is '" + given + "', which is not a path: " + e.getReason() + ".", e);
    }
    home = home.toAbsolutePath().normalize();
    if (Files.exists(home) && !Files.isDirectory(home)) {
      throw new CommandFailure("SUTRA_HOME is '" + home + "', which is a file and not a folder.");
    }
    return home;
  }

  /** The same instance with other settings. */
  public Workspace with(RememberedSettings others) {
    return new Workspace(root, home, others, shell);
  }

  /**
   * The same instance with the settings that its servers were started with, while any are; {@code
   * sutra.properties} may have been edited since.
   */
  public Workspace asStarted() {
    return Files.exists(started())
        ? with(new RememberedSettings(SettingsFile.read(started())))
        : this;
  }

  /** Remembers these settings as those that the servers run with. */
  public void rememberStarted() {
    SettingsFile.empty(started()).with(settings.values()).write();
  }

  /**
   * Remembers these settings of {@code components} as those that the instance runs with. What each
   * server runs with is another matter: see {@link #asStarted(String)}.
   */
  public void rememberStarted(Collection<Component> components) {
    Map<String, String> merged = new TreeMap<>(asStarted().settings().values());
    for (Setting<?> setting : SettingsTable.all()) {
      if (setting.readBy().stream().anyMatch(components::contains)) {
        merged.remove(setting.key());
        settings.text(setting).ifPresent(text -> merged.put(setting.key(), text));
      }
    }
    SettingsFile.empty(started()).with(merged).write();
  }

  /**
   * The same instance with the settings that server {@code name} was ready with last, while any
   * server runs; another one may have been restarted with other settings since.
   */
  public Workspace asStarted(String name) {
    return Files.exists(started(name))
        ? with(new RememberedSettings(SettingsFile.read(started(name))))
        : asStarted();
  }

  /** Notes that server {@code name} is being started with these settings. */
  public void noteLaunch(String name) {
    SettingsFile.empty(launched(name)).with(settings.values()).write();
  }

  /** Remembers what was noted at the launch of server {@code name}, which is ready now. */
  public void rememberStarted(String name) {
    try {
      if (Files.exists(launched(name))) {
        Files.move(launched(name), started(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "The record " + started(name) + " cannot be written: " + Problems.reason(e) + ".", e);
    }
  }

  /** Nothing runs any more. */
  public void forgetStarted() {
    try {
      Files.deleteIfExists(started());
      if (Files.isDirectory(startedServers())) {
        FolderCopy.delete(startedServers());
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "The record of what was started in "
              + run()
              + " cannot be deleted: "
              + Problems.reason(e)
              + ".",
          e);
    }
  }

  private Path startedServers() {
    return run().resolve("started");
  }

  private Path started(String name) {
    return startedServers().resolve(name + ".properties");
  }

  private Path launched(String name) {
    return startedServers().resolve(name + ".launched");
  }

  private Path started() {
    return run().resolve("started.properties");
  }

  /** The same instance, with what it remembers now. */
  public Workspace reread() {
    return of(root, home, shell);
  }

  /**
   * Waits until no other command changes this instance, and does {@code work} while none can.
   *
   * @param command as a person would call it
   * @param work is given the workspace with what the instance remembers then
   */
  public <T> T alone(String command, Progress progress, Function<Workspace, T> work) {
    requireWritableHome();
    return CommandLock.alone(
        run().resolve("lock"), command, progress::note, () -> work.apply(reread()));
  }

  private void requireWritableHome() {
    try {
      Files.createDirectories(run());
      if (!Files.isWritable(run())) {
        // Only the attempt says why. Elsewhere there is none: what stops servers needs no space.
        Files.delete(Files.createTempFile(run(), "writable", ".tmp"));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "The folder of this instance, "
              + home
              + ", cannot be written: "
              + Problems.reason(e)
              + (e instanceof FileSystemException ? "" : " in " + run())
              + ". Choose another folder with SUTRA_HOME.",
          e);
    }
  }

  /** Records of the servers, locks, sockets. */
  public Path run() {
    return home.resolve("run");
  }

  /** The lock of what the build makes; see {@link CommandLock}. */
  public Path buildLock() {
    return root.resolve("target/sutra-build.lock");
  }

  /** The Open Liberty runtime that all servers share. */
  public Path runtime() {
    return root.resolve("liberty-config/target/runtime/wlp");
  }

  /** The server directories, with the variables that the build made from the table of settings. */
  public Path serverTemplates() {
    return root.resolve("liberty-config/target/usr");
  }

  /** Models that came with the build. */
  public Path builtModels() {
    return root.resolve("ml-base-war/target/models");
  }

  /** The application of ml-base, unpacked, so that the server need not unpack it at its start. */
  public Path mlBaseApplication() {
    return root.resolve("ml-base-war/target/ml-base");
  }

  /** Remembers what the last complete build was made from. */
  public Path buildStamp() {
    return root.resolve("target/sutra-build.stamp");
  }

  public Path logs() {
    return home.resolve("logs");
  }

  /** The application of the embedding service, unpacked. */
  public Path embeddingApplication() {
    return root.resolve("embedding-war/target/embedding");
  }

  /** The resource adapter of the cache, with all that it needs. */
  public Path connector() {
    return root.resolve("cache-connector-rar/target/cache-connector-standalone.rar");
  }

  /** Everything in one archive, for one server. */
  public Path ear() {
    return root.resolve("ear/target/sutra.ear");
  }

  /** The program of the cache shard; its libraries lie beside it. */
  public Path shardArchive() {
    return root.resolve("cache-shard-jar/target/cache-shard.jar");
  }

  /** The balancer's configuration. */
  public Path balancerConfiguration() {
    return root.resolve("haproxy/ml-base-lb.cfg");
  }

  /** The port of ml-base: {@code ML_BASE_PORT}. */
  public int mlBasePort() {
    return settings.get(ServiceSettings.ML_BASE_PORT);
  }

  /** The port of the embedding service: {@code EMBEDDING_PORT}. */
  public int embeddingPort() {
    return settings.get(ServiceSettings.EMBEDDING_PORT);
  }

  /** The port of the cache shard: {@code SUTRA_CACHE_PORT}. */
  public int cachePort() {
    return settings.get(CacheSettings.PORT);
  }

  /** The port of the shard's metrics: {@code SUTRA_CACHE_METRICS_PORT}; 0 for none. */
  public int cacheMetricsPort() {
    return settings.get(ShardSettings.METRICS_PORT);
  }

  /** How many replicas the scaling profile has: {@code ML_BASE_REPLICAS}. */
  public int mlBaseReplicas() {
    return settings.get(BalancerSettings.REPLICAS);
  }

  /** The port of replica {@code number}, counted from 1: those after the first follow it. */
  public int mlBaseReplicaPort(int number) {
    return settings.get(BalancerSettings.REPLICA_PORT) + number - 1;
  }

  /** The port of the balancer's statistics: {@code HAPROXY_STATS_PORT}. */
  public int statisticsPort() {
    return settings.get(BalancerSettings.STATISTICS_PORT);
  }

  /** The password of the balancer's statistics: {@code HAPROXY_STATS_PASSWORD}. */
  public Optional<String> statisticsPassword() {
    return settings.find(BalancerSettings.STATISTICS_PASSWORD);
  }

  /** Entries of the cache shard: {@code SUTRA_CACHE_CAPACITY}. */
  public long cacheCapacity() {
    return settings.get(ShardSettings.CAPACITY);
  }

  /** The address that {@code setting} names, as one that programs of this machine can reach. */
  public String reachable(Setting<String> setting) {
    return ListenHost.reachable(settings.get(setting));
  }

  /** Where what goes into the images is put together. */
  public Path imageContexts() {
    return root.resolve("target/images");
  }
}

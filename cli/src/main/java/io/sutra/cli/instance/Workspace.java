package io.sutra.cli.instance;

import io.sutra.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are: the checkout that the command belongs to, and the folder that holds everything
 * that running it leaves behind ({@code SUTRA_HOME}, by default {@code .sutra} in the checkout).
 *
 * @param root the checkout
 * @param home server directories, models, logs, process ids
 * @param environment the variables that the command was called with
 */
public record Workspace(Path root, Path home, Map<String, String> environment) {

  private static final int MOST_REPLICAS = 16;

  /** The workspace that the launcher names. */
  public static Workspace ofLauncher() {
    String root = System.getProperty("sutra.root");
    if (root == null || !Files.exists(Path.of(root, "pom.xml"))) {
      throw new CommandFailure("Call this through ./sutra in a checkout of Sutra.");
    }
    Map<String, String> environment = System.getenv();
    Path home =
        Optional.ofNullable(environment.get("SUTRA_HOME"))
            .map(Path::of)
            .orElse(Path.of(root, ".sutra"));
    return new Workspace(Path.of(root), home.toAbsolutePath(), environment);
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

  /** The program of the cache shard; its libraries lie beside it. */
  public Path shardArchive() {
    return root.resolve("cache-shard-jar/target/cache-shard.jar");
  }

  /** The port of ml-base: {@code ML_BASE_PORT}, 8887 unless set. */
  public int mlBasePort() {
    return (int) number("ML_BASE_PORT", 8_887, 1, 65_535);
  }

  /** The port of the embedding service: {@code EMBEDDING_PORT}, 8888 unless set. */
  public int embeddingPort() {
    return (int) number("EMBEDDING_PORT", 8_888, 1, 65_535);
  }

  /** The port of the cache shard: {@code SUTRA_CACHE_PORT}, 50052 unless set. */
  public int cachePort() {
    return (int) number("SUTRA_CACHE_PORT", 50_052, 1, 65_535);
  }

  /** The port of the shard's metrics: {@code SUTRA_CACHE_METRICS_PORT}, 50053 unless set, or 0. */
  public int cacheMetricsPort() {
    return (int) number("SUTRA_CACHE_METRICS_PORT", 50_053, 0, 65_535);
  }

  /** How many replicas the scaling profile has: {@code ML_BASE_REPLICAS}, 3 unless set. */
  public int mlBaseReplicas() {
    return (int) number("ML_BASE_REPLICAS", 3, 1, MOST_REPLICAS);
  }

  /** The port of the first replica: {@code ML_BASE_REPLICA_PORT}, 8891 unless set. */
  public int mlBaseReplicaPort() {
    return (int) number("ML_BASE_REPLICA_PORT", 8_891, 1, 65_535 - MOST_REPLICAS);
  }

  /** The port of replica {@code number}, counted from 1: those after the first follow it. */
  public int mlBaseReplicaPort(int number) {
    return mlBaseReplicaPort() + number - 1;
  }

  /** The port of the balancer's statistics: {@code HAPROXY_STATS_PORT}, 9999 unless set. */
  public int statisticsPort() {
    return (int) number("HAPROXY_STATS_PORT", 9_999, 1, 65_535);
  }

  /** The password of the balancer's statistics: {@code HAPROXY_STATS_PASSWORD}, none unless set. */
  public Optional<String> statisticsPassword() {
    return Optional.ofNullable(environment.get("HAPROXY_STATS_PASSWORD"));
  }

  /** Where what goes into the images is put together. */
  public Path imageContexts() {
    return root.resolve("target/images");
  }

  /** Entries of the cache shard: {@code SUTRA_CACHE_CAPACITY}, 100000 unless set. */
  public long cacheCapacity() {
    return number("SUTRA_CACHE_CAPACITY", 100_000, 1, 100_000_000);
  }

  private long number(String key, long whenUnset, long least, long most) {
    String text = environment.getOrDefault(key, Long.toString(whenUnset));
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range is.
    }
    throw new CommandFailure(
        key + " is '" + text + "'; allowed is a whole number from " + least + " to " + most + ".");
  }
}

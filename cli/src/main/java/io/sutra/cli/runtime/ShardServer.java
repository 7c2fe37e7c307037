package io.sutra.cli.runtime;

import io.sutra.cli.aot.AotCaches;
import io.sutra.cli.aot.AotProgram;
import io.sutra.cli.instance.ListenHost;
import io.sutra.cli.instance.TemporaryFolder;
import io.sutra.cli.instance.Workspace;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import io.sutra.settings.Setting;
import io.sutra.settings.ShardMemory;
import io.sutra.settings.ShardSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The cache shard: a plain Java program. It listens once it has recovered what it had. */
final class ShardServer extends LocalServer {

  static final String NAME = "cache-shard";

  private static final String SCHEME = "tcp://";

  ShardServer(Workspace workspace) {
    super(workspace, NAME, Set.of(Component.SHARD), ports(workspace));
  }

  private static List<Port> ports(Workspace workspace) {
    List<Port> ports = new ArrayList<>();
    ports.add(port(workspace, CacheSettings.PORT, workspace.cachePort(), ShardSettings.BIND));
    int metrics = workspace.cacheMetricsPort();
    if (metrics != 0) {
      ports.add(port(workspace, ShardSettings.METRICS_PORT, metrics, ShardSettings.METRICS_BIND));
    }
    return ports;
  }

  private static Port port(
      Workspace workspace, Setting<Integer> setting, int number, Setting<String> host) {
    return new Port(setting, number, 0, host, workspace.settings().get(host));
  }

  @Override
  String configuredUrl() {
    return SCHEME + ListenHost.reachable(port().host()) + ":" + port().number();
  }

  @Override
  List<String> obstacles() {
    return port().number() == 0
        ? List.of(
            CacheSettings.PORT.key()
                + " is 0, which lets a shard choose a port that the embedding service does not"
                + " know: give a port.")
        : List.of();
  }

  @Override
  void install(ProductFiles product) throws IOException {
    Files.createDirectories(folder());
    temporaryFolder().prepare();
  }

  private TemporaryFolder temporaryFolder() {
    return TemporaryFolder.of(workspace().home(), NAME);
  }

  /** Where it keeps what it holds. */
  Path folder() {
    return workspace()
        .settings()
        .find(ShardSettings.FOLDER)
        .orElse(workspace().home().resolve("cache"));
  }

  /** How much memory its process needs. */
  ShardMemory memory() {
    return ShardMemory.of(workspace().settings().reader(Component.SHARD));
  }

  @Override
  List<String> command(ProductFiles product) {
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"), "bin/java").toString()),
            memory().jvmOptions().stream(),
            temporaryFolder().javaOptions().stream(),
            new AotCaches(workspace()).option(AotProgram.CACHE_SHARD).stream(),
            Stream.of("-jar", product.shardArchive().toString()))
        .flatMap(words -> words)
        .toList();
  }

  @Override
  Map<String, String> environment() {
    return Map.of(ShardSettings.FOLDER.key(), folder().toString());
  }

  @Override
  Readiness.Answer askReadiness(String url) {
    String address = url.substring(SCHEME.length());
    int colon = address.lastIndexOf(':');
    var hello =
        new ShardHello(
            address.substring(0, colon).replace("[", "").replace("]", ""),
            Integer.parseInt(address.substring(colon + 1), 10));
    return hello.isAnswered() ? Readiness.Answer.READY : Readiness.Answer.NONE;
  }
}

package io.sutra.cli.server;

import io.sutra.cli.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cache shard: a plain Java program. It listens once it has recovered what it had. */
final class ShardServer extends LocalServer {

  static final String NAME = "cache-shard";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** An entry of 1,024 numbers, rounded up to what the shard allots. */
  private static final int VECTOR_BYTES = 4_224;

  /** What an entry takes in the heap. */
  private static final int ENTRY_BYTES = 200;

  private static final int SPARE_MEGABYTES = 64;

  ShardServer(Workspace workspace) {
    super(workspace, NAME, ports(workspace));
  }

  private static List<Port> ports(Workspace workspace) {
    List<Port> ports = new ArrayList<>();
    ports.add(new Port("SUTRA_CACHE_PORT", workspace.cachePort()));
    int metrics = workspace.cacheMetricsPort();
    if (metrics != 0) {
      ports.add(new Port("SUTRA_CACHE_METRICS_PORT", metrics));
    }
    return ports;
  }

  @Override
  public String url() {
    return "tcp://localhost:" + port();
  }

  @Override
  void install() throws IOException {
    Files.createDirectories(workspace().home().resolve("cache"));
    temporaryFolder().prepare();
  }

  @Override
  List<String> command() {
    long capacity = workspace().cacheCapacity();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmn16m",
                "-Xmx" + megabytes(capacity, ENTRY_BYTES) + "m",
                "-XX:MaxDirectMemorySize=" + megabytes(capacity, VECTOR_BYTES) + "m"));
    command.addAll(temporaryFolder().javaOptions());
    command.addAll(List.of("-jar", workspace().shardArchive().toString()));
    return command;
  }

  private TemporaryFolder temporaryFolder() {
    return TemporaryFolder.of(workspace().home(), NAME);
  }

  private static long megabytes(long entries, int bytesOfOne) {
    return ((entries * bytesOfOne) >> 20) + SPARE_MEGABYTES;
  }

  @Override
  Map<String, String> environment() {
    return workspace().environment().containsKey("SUTRA_CACHE_DIR")
        ? Map.of()
        : Map.of("SUTRA_CACHE_DIR", workspace().home().resolve("cache").toString());
  }

  @Override
  boolean isThisServer(List<String> arguments) {
    return arguments.contains(workspace().shardArchive().toString());
  }

  @Override
  Readiness.Answer askReadiness() {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port()),
          (int) PATIENCE.toMillis());
      return new Readiness.Answer(true, Optional.empty());
    } catch (IOException e) {
      return new Readiness.Answer(false, Optional.empty());
    }
  }
}

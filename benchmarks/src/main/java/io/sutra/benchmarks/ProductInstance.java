package io.sutra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The product as {@code ./sutra up} starts it, in a home and on ports of its own; closing stops and
 * removes it, and so does the end of the benchmark, by Ctrl-C too. Not thread-safe, but for {@link
 * #close}.
 */
public final class ProductInstance implements AutoCloseable {

  private static final int PORTS = 8;

  /** Below what Linux gives to outgoing connections unless told otherwise. */
  private static final int FIRST_PORT = 12_000;

  private static final int LAST_PORT = 32_000;

  private final Path root;
  private final Path home;
  private final int embeddingPort;
  private final int mlBasePort;
  private final int cachePort;
  private final int statisticsPort;
  private final int replicaPort;

  /** Nothing runs yet. */
  public ProductInstance(Path root) throws IOException {
    this.root = root;
    this.home = Files.createTempDirectory("sutra-bench");
    int first = freePorts();
    embeddingPort = first;
    mlBasePort = first + 1;
    cachePort = first + 2;
    statisticsPort = first + 3;
    // Those of the other replicas follow it.
    replicaPort = first + 4;
    // What `up` starts outlives whoever called it.
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit, "stop the product"));
  }

  private void closeAtExit() {
    try {
      close();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("What the benchmark started still runs from " + home + ": " + e);
    }
  }

  /** The first of as many free ports as there are servers, none of which a client can be given. */
  private static int freePorts() {
    int blocks = (LAST_PORT - FIRST_PORT) / PORTS;
    int start = ThreadLocalRandom.current().nextInt(blocks);
    return IntStream.range(0, blocks)
        .map(i -> FIRST_PORT + (start + i) % blocks * PORTS)
        .filter(first -> IntStream.range(first, first + PORTS).allMatch(ProductInstance::isFree))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + PORTS + " free ports in a row"));
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where everything of it lies. */
  public Path home() {
    return home;
  }

  public int embeddingPort() {
    return embeddingPort;
  }

  public int mlBasePort() {
    return mlBasePort;
  }

  /** Of the first replica; those of the others follow it. */
  public int replicaPort() {
    return replicaPort;
  }

  /** As {@link #up}, with three replicas of ml-base; {@link #mlBasePort} is their balancer's. */
  public void upScaled(Map<String, String> environment) throws IOException {
    Map<String, String> scaled = new HashMap<>(environment);
    scaled.put("SUTRA_EDITION", "community");
    up(scaled);
  }

  /**
   * Starts what does not run, and waits until it is ready.
   *
   * @param environment settings, and variables of what the benchmarks put into the servers
   */
  public void up(Map<String, String> environment) throws IOException {
    // Servers get no variable of a shell but settings; this file is read by Open Liberty itself.
    Path shared = Files.createDirectories(home.resolve("usr/shared"));
    Files.write(
        shared.resolve("server.env"),
        environment.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith("SUTRA_BENCH_"))
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList());
    call("up", environment);
  }

  /** Stops everything, and forgets the settings: the next start has what it is given. */
  public void down() throws IOException {
    call("down", Map.of());
    Files.deleteIfExists(home.resolve("sutra.properties"));
  }

  /** The process of the server of that name. */
  public ProcessHandle process(String name) throws IOException {
    Path file = home.resolve("run").resolve(name + ".pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }

  private void call(String command, Map<String, String> environment) throws IOException {
    Path log = home.resolve(command + ".log");
    var builder =
        new ProcessBuilder(List.of(root.resolve("sutra").toString(), command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> variables = builder.environment();
    variables.put("SUTRA_HOME", home.toString());
    variables.put("EMBEDDING_PORT", Integer.toString(embeddingPort));
    variables.put("ML_BASE_PORT", Integer.toString(mlBasePort));
    variables.put("SUTRA_CACHE_PORT", Integer.toString(cachePort));
    variables.put("SUTRA_CACHE_METRICS_PORT", "0");
    variables.put("HAPROXY_STATS_PORT", Integer.toString(statisticsPort));
    variables.put("ML_BASE_REPLICA_PORT", Integer.toString(replicaPort));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.putAll(environment);
    try {
      if (builder.start().waitFor() != 0) {
        throw new IOException("./sutra " + command + ": " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Stops and removes it after {@code failure}. */
  public void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (!Files.isDirectory(home)) {
      return;
    }
    down();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

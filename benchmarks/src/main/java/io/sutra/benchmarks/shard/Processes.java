package io.sutra.benchmarks.shard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Servers as processes of their own, each in a temporary folder and on a free port. */
final class Processes {

  private Processes() {}

  /**
   * A server that was started; closing it kills it and deletes its folder, unless that was given.
   */
  record Server(Process process, int port, Path folder, boolean ownsFolder)
      implements AutoCloseable {

    /** Bytes of memory that the process has now. */
    long residentBytes() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
        String line = lines.filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }

    /** Its processor time. */
    ProcessorClock processorClock() throws IOException {
      return new ProcessorClock(process.pid());
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (ownsFolder) {
        delete(folder);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static Server redis(String... options) throws IOException {
    int port = freePort();
    Path folder = Files.createTempDirectory("sutra-redis");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--dir", folder.toString()));
    command.addAll(Arrays.asList(options));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(sink()).start();
    return started(process, port, folder, true);
  }

  /** A shard in a folder of its own. */
  static Server shard(Path jar, Map<String, String> settings) throws IOException {
    return shard(jar, settings, Files.createTempDirectory("sutra-shard"), true);
  }

  /** A shard in a given folder. */
  static Server shard(Path jar, Map<String, String> settings, Path folder, boolean ownsFolder)
      throws IOException {
    return shard(jar, ShardBenchmark.JVM, settings, folder, ownsFolder);
  }

  /** A shard with the default settings and the flags of Java that it asks for with them. */
  static Server defaultShard(Path jar) throws IOException {
    String flags = run(List.of(java(), "-jar", jar.toString(), "--jvm-options")).strip();
    return shard(
        jar,
        List.of(flags.split("\\s+", -1)),
        Map.of(),
        Files.createTempDirectory("sutra-shard"),
        true);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Server shard(
      Path jar, List<String> flags, Map<String, String> settings, Path folder, boolean ownsFolder)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SUTRA_CACHE_DIR", folder.toString());
    builder.environment().put("SUTRA_CACHE_PORT", "" + port);
    builder.environment().put("SUTRA_CACHE_METRICS_PORT", "0");
    builder.environment().putAll(settings);
    Process process = builder.redirectOutput(sink()).start();
    return started(process, port, folder, ownsFolder);
  }

  private static Server started(Process process, int port, Path folder, boolean ownsFolder)
      throws IOException {
    // Before it is waited for: a benchmark that is interrupted, or gives up, leaves nothing
    // running.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    awaitPort(process, port);
    return new Server(process, port, folder, ownsFolder);
  }

  private static ProcessBuilder.Redirect sink() {
    return System.getenv("SUTRA_BENCH_VERBOSE") == null
        ? ProcessBuilder.Redirect.DISCARD
        : ProcessBuilder.Redirect.INHERIT;
  }

  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return output;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(Process process, int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    process.destroyForcibly();
    throw new IOException("nothing listens at port " + port);
  }
}

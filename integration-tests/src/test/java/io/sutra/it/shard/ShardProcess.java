package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real shard, perhaps under strace. */
final class ShardProcess implements AutoCloseable {

  private final Process process;
  private final int port;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ShardProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ShardProcess start(Path folder, Map<String, String> settings) throws IOException {
    return start(List.of(), folder, settings);
  }

  /** Starts a shard; the wrapper is what is put before its command. */
  static ShardProcess start(List<String> wrapper, Path folder, Map<String, String> settings)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:MaxDirectMemorySize=4g"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", System.getProperty("it.shard.jar")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SUTRA_CACHE_DIR", folder.toString());
    builder.environment().put("SUTRA_CACHE_PORT", Integer.toString(port));
    builder.environment().put("SUTRA_CACHE_METRICS_PORT", "0");
    builder.environment().put("SUTRA_CACHE_CAPACITY", "5000000");
    builder.environment().putAll(settings);
    return new ShardProcess(builder.start(), port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits for the banner and returns it. */
  String awaitReady() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.contains(" ready on ")) {
        drain();
        return line;
      }
    }
    throw new IOException("the shard ended before it was ready: " + lines);
  }

  private void drain() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (output.readLine() != null) {
                  Thread.onSpinWait();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setUncaughtExceptionHandler((t, e) -> {});
    thread.setDaemon(true);
    thread.start();
  }

  SocketCacheConnection connect() throws CacheException {
    return SocketCacheConnection.connect(address(), "it", "", Duration.ofSeconds(60));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The shard's own process, also when something is wrapped around it. */
  ProcessHandle java() {
    return process.children().findFirst().orElse(process.toHandle());
  }

  void kill() throws InterruptedException {
    java().destroyForcibly();
    awaitEnd();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the shard did not end");
    }
    return process.exitValue();
  }

  void stop() throws InterruptedException {
    java().destroy();
    awaitEnd();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    // strace sometimes outlives what it killed.
    process.destroyForcibly().onExit().join();
  }

  /** Numbers of /proc: open files, threads, and kilobytes that are resident. */
  long openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/" + java().pid() + "/fd"))) {
      return files.count();
    }
  }

  long status(String field) throws IOException {
    try (var status = Files.lines(Path.of("/proc/" + java().pid() + "/status"))) {
      String line = status.filter(l -> l.startsWith(field + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }
}

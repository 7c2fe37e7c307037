package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real shard, perhaps under strace. Its output is read as it comes. Thread-safe. */
final class ShardProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile(" ready on \\S*?:(\\d+) ");

  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private boolean outputEnded;
  private int port;

  ShardProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of shard " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a shard with ample memory. */
  static ShardProcess start(Path folder, Map<String, String> settings) throws IOException {
    return start(List.of(), folder, settings);
  }

  /** Starts a shard with ample memory; the wrapper is what is put before its command. */
  static ShardProcess start(List<String> wrapper, Path folder, Map<String, String> settings)
      throws IOException {
    return ShardLaunch.generous(folder, Map.of("SUTRA_CACHE_CAPACITY", "5000000"))
        .with(settings)
        .wrapped(wrapper)
        .start();
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("the output cannot be read any more: " + e);
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    Matcher ready = READY.matcher(line);
    if (ready.find()) {
      port = Integer.parseInt(ready.group(1));
    }
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    outputEnded = true;
    notifyAll();
  }

  synchronized void listensAt(int known) {
    port = known;
  }

  /**
   * Waits for the banner and returns it.
   *
   * @throws IOException when the shard ends before; the message has its output
   */
  synchronized String awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      for (String line : lines) {
        if (READY.matcher(line).find()) {
          return line;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (outputEnded || left <= 0) {
        throw new IOException(
            "the shard was not ready" + (outputEnded ? ", it ended: " : ": ") + lines);
      }
      wait(left);
    }
  }

  /** What the shard has said so far, a line each. */
  synchronized List<String> output() {
    return List.copyOf(lines);
  }

  /** Waits for the end of a shard that cannot start and returns what it said. */
  String awaitRefusal() throws InterruptedException {
    try {
      throw new AssertionError("the shard was to refuse its start: " + awaitReady());
    } catch (IOException e) {
      assertThat(awaitEnd()).as("exit status of: " + output()).isNotZero();
      return String.join("\n", output());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  SocketCacheConnection connect() throws CacheException {
    return connect(Duration.ofSeconds(60));
  }

  /** A connection each of whose calls fails when it takes longer. */
  SocketCacheConnection connect(Duration timeout) throws CacheException {
    return SocketCacheConnection.connect(address(), "it", "", timeout);
  }

  synchronized InetSocketAddress address() {
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
      throw new IllegalStateException("the shard did not end: " + output());
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

  /** Whether a file of that name is open; also while the shard starts, or when it has ended. */
  boolean hasOpen(String name) {
    try (var files = Files.list(Path.of("/proc/" + java().pid() + "/fd"))) {
      return files.anyMatch(file -> leadsTo(file, name));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean leadsTo(Path link, String name) {
    try {
      return Files.readSymbolicLink(link).endsWith(name);
    } catch (IOException e) {
      // It was closed meanwhile.
      return false;
    }
  }

  long status(String field) throws IOException {
    return number("status", field);
  }

  /** Bytes that the process wrote, by any call, and bytes that it made the kernel write. */
  record Written(long byCalls, long toDisk) {}

  Written written() throws IOException {
    return new Written(number("io", "wchar"), number("io", "write_bytes"));
  }

  private long number(String file, String field) throws IOException {
    try (var fields = Files.lines(Path.of("/proc/" + java().pid() + "/" + file))) {
      String line = fields.filter(l -> l.startsWith(field + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }
}

package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** ml-base as {@code ./sutra up} starts it, in a home of its own; closing stops and removes it. */
final class MlBaseServer implements AutoCloseable {

  private static final Pattern APPLICATION_METRIC =
      Pattern.compile("^(sutra_[a-z_]+)(?:\\{[^}]*})? +([0-9.eE+-]+)$");

  private final Options options;
  private final Path home;
  private final int port;
  private final ProcessHandle process;

  private MlBaseServer(Options options, Path home, int port) throws IOException {
    this.options = options;
    this.home = home;
    this.port = port;
    long pid;
    try {
      call("up");
      pid = Long.parseLong(Files.readString(home.resolve("run/ml-base.pid")).strip());
    } catch (IOException e) {
      stopAfter(e);
      throw e;
    }
    this.process = ProcessHandle.of(pid).orElseThrow();
  }

  static MlBaseServer start(Options options) throws IOException {
    Path home = Files.createTempDirectory("sutra-bench");
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    return new MlBaseServer(options, home, port);
  }

  int port() {
    return port;
  }

  /** A graph that the server made for itself from the model's file; empty when it made none. */
  Optional<Path> rewrittenGraph() throws IOException {
    if (options.graph().isPresent()) {
      return options.graph();
    }
    // Below models lie the originals; a graph of the server's own making is kept in a cache.
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(file -> file.getFileName().toString().equals("model.onnx"))
          .filter(file -> !file.startsWith(home.resolve("models")))
          .findFirst();
    }
  }

  /** Processor time that the server has used so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The most memory that was ever resident, in bytes; the kernel counts it. */
  long peakResident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          * 1024;
    }
  }

  /** One number of {@code /metrics} whose name begins with {@code prefix}; empty if it has none. */
  Optional<Double> metric(String prefix) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics")).build();
      String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return text.lines()
          .map(APPLICATION_METRIC::matcher)
          .filter(line -> line.matches() && line.group(1).startsWith(prefix))
          .map(line -> Double.valueOf(line.group(2)))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void call(String command) throws IOException {
    var builder =
        new ProcessBuilder(List.of(options.root().resolve("sutra").toString(), command))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(command + ".log").toFile());
    builder.environment().put("SUTRA_HOME", home.toString());
    builder.environment().put("ML_BASE_PORT", Integer.toString(port));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    options
        .precision()
        .ifPresent(precision -> builder.environment().put("SUTRA_MODEL_PRECISION", precision));
    try {
      if (builder.start().waitFor() != 0) {
        throw new IOException(
            "./sutra " + command + ": " + Files.readString(home.resolve(command + ".log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void stopAfter(IOException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!Files.isDirectory(home)) {
      return;
    }
    call("down");
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

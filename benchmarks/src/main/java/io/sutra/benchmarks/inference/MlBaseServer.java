package io.sutra.benchmarks.inference;

import io.sutra.benchmarks.ProductInstance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** ml-base as {@code ./sutra up} starts it, in a home of its own; closing stops and removes it. */
final class MlBaseServer implements AutoCloseable {

  private static final Pattern APPLICATION_METRIC =
      Pattern.compile("^(sutra_[a-z_]+)(?:\\{[^}]*})? +([0-9.eE+-]+)$");

  private final Options options;
  private final ProductInstance product;
  private final ProcessHandle process;

  private MlBaseServer(Options options, ProductInstance product) throws IOException {
    this.options = options;
    this.product = product;
    this.process = product.process("ml-base");
  }

  static MlBaseServer start(Options options) throws IOException {
    var product = new ProductInstance(options.root());
    try {
      product.up(
          options
              .precision()
              .map(precision -> Map.of("SUTRA_MODEL_PRECISION", precision))
              .orElse(Map.of()));
      return new MlBaseServer(options, product);
    } catch (IOException e) {
      product.closeAfter(e);
      throw e;
    }
  }

  int port() {
    return product.mlBasePort();
  }

  /** A graph that the server made for itself from the model's file; empty when it made none. */
  Optional<Path> rewrittenGraph() throws IOException {
    if (options.graph().isPresent()) {
      return options.graph();
    }
    // Below models lie the originals; a graph of the server's own making is kept in a cache.
    try (Stream<Path> files = Files.walk(product.home())) {
      return files
          .filter(file -> file.getFileName().toString().equals("model.onnx"))
          .filter(file -> !file.startsWith(product.home().resolve("models")))
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
          HttpRequest.newBuilder(URI.create("http://localhost:" + port() + "/metrics")).build();
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

  @Override
  public void close() throws IOException {
    product.close();
  }
}

package io.sutra.cli.monitor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** An embedding service as far as the monitor sees it; every text is a hit. */
public final class StubService implements AutoCloseable {

  private final HttpServer server;
  private final AtomicLong texts = new AtomicLong();

  private StubService(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    answer("/cache/stats", this::statistics);
    answer("/embed", this::vector);
    server.start();
  }

  /** Serves at {@code port}, or at one that is free when it is 0. */
  public static StubService at(int port) throws IOException {
    return new StubService(port);
  }

  private void answer(String path, Supplier<String> body) {
    server.createContext(
        path,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("X-Cache", "1/1");
          exchange.sendResponseHeaders(200, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  private String vector() {
    texts.incrementAndGet();
    return "{\"embeddings\": [[1.0]]}";
  }

  private String statistics() {
    return "{\"total_requests\": %d, \"l1_hits\": %d, \"l2_hits\": 0, \"l1_size\": 1}"
        .formatted(texts.get() + 5_000_000, texts.get() + 5_000_000);
  }

  /** The port. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

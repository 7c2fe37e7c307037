package io.sutra.cache.shard.server;

import com.sun.net.httpserver.HttpServer;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The metrics over HTTP, at {@code /metrics}, on a port of their own. */
public final class MetricsServer implements AutoCloseable {

  private final HttpServer http;

  /**
   * Begins to listen.
   *
   * @throws IOException when the address is taken
   */
  MetricsServer(ShardConfig.Endpoint endpoint, ShardNumbers numbers) throws IOException {
    http = HttpServer.create(new InetSocketAddress(endpoint.address(), endpoint.port()), 16);
    http.createContext(
        "/metrics",
        exchange -> {
          byte[] body = numbers.prometheus().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    http.start();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

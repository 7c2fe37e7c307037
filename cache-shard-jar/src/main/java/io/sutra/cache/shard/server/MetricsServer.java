package io.sutra.cache.shard.server;

import com.sun.net.httpserver.HttpServer;
import io.sutra.cache.shard.config.ShardConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** The metrics over HTTP, at {@code /metrics}, on a port of their own. */
public final class MetricsServer implements AutoCloseable {

  private final HttpServer http;

  /**
   * Begins to listen.
   *
   * @throws IOException when the address is taken
   */
  MetricsServer(ShardConfig.Endpoint endpoint, MetricsText text) throws IOException {
    http = HttpServer.create(new InetSocketAddress(endpoint.address(), endpoint.port()), 16);
    http.createContext(
        "/metrics",
        exchange -> {
          MetricsText.Page page = text.page(exchange.getRequestHeaders().getFirst("Accept"));
          exchange.getResponseHeaders().set("Content-Type", page.contentType());
          exchange.sendResponseHeaders(200, page.body().remaining());
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(page.body().array());
          }
        });
    http.start();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

package io.sutra.cache.client;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a shard is reached. The host is resolved at each connection, so that a shard may move.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param client the client's own name, for the shard's logs
 * @param token the secret that the shard expects; empty when there is none
 * @param connectTimeout for the connection, its TLS handshake and its hello together
 * @param requestTimeout for each request, however slowly the bytes of its answer come
 * @param tls what the shard's certificate is checked against; it has to name the host. Empty for a
 *     plain connection
 */
public record ClientSettings(
    String host,
    int port,
    String client,
    String token,
    Duration connectTimeout,
    Duration requestTimeout,
    Optional<SSLContext> tls) {

  /**
   * Checks what a socket would only stumble over.
   *
   * @throws IllegalArgumentException when the port or a time is out of range
   */
  public ClientSettings {
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    checkTime(connectTimeout);
    checkTime(requestTimeout);
  }

  static void checkTime(Duration time) {
    if (time.toMillis() < 1 || time.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a timeout is 1 ms to 24 days, not " + time);
    }
  }

  /** Without the token, which stays out of every log. */
  @Override
  public String toString() {
    return host + ":" + port + (tls.isPresent() ? " (TLS)" : "");
  }
}

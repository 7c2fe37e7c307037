package io.sutra.embedding.mlbase;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** HTTP/1.1 with kept-alive connections to ml-base or its balancer. Thread-safe. */
public final class MlBaseClient implements AutoCloseable {

  /** Somebody who waits for a vector is told within a second that ml-base is gone. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(700);

  private final HttpClient http;
  private final URI base;

  public MlBaseClient(URI base) {
    this.base = base;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /** A request for {@code path}. */
  HttpRequest.Builder request(String path, Duration timeout) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
  }

  /**
   * Sends a request that may be repeated without harm.
   *
   * @throws ModelLostException when nobody answers
   */
  HttpResponse<byte[]> send(HttpRequest request) throws ModelLostException {
    try {
      try {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      } catch (HttpTimeoutException | ConnectException e) {
        throw e;
      } catch (IOException e) {
        // A kept connection may have been closed at the other end while the request was sent.
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      }
    } catch (HttpConnectTimeoutException e) {
      throw new ModelLostException("ml-base did not accept a connection in time", e);
    } catch (HttpTimeoutException e) {
      throw new ModelLostException("ml-base did not answer in time", e);
    } catch (IOException e) {
      throw new ModelLostException("ml-base cannot be reached: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelLostException("the request to ml-base was given up", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

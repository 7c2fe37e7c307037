package io.sutra.embedding.mlbase;

import io.sutra.embedding.service.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

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
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  /**
   * Sends a request that may be repeated without harm, and waits for the whole of its answer.
   *
   * @throws ModelLostException when nobody answers, or the answer is not whole by the deadline
   */
  HttpResponse<byte[]> send(HttpRequest request, Deadline deadline) throws ModelLostException {
    return send(request, answer -> BodySubscribers.ofByteArray(), deadline);
  }

  /**
   * As {@link #send(HttpRequest, Deadline)}, for whoever reads the answer while it comes.
   *
   * @param body makes a subscriber of the body; asked again when the request has to be sent again,
   *     which happens only before any of the answer was there
   */
  <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body, Deadline deadline)
      throws ModelLostException {
    var begun = new AtomicBoolean();
    BodyHandler<T> noting =
        answer -> {
          begun.set(true);
          return body.apply(answer);
        };
    try {
      return exchange(request, noting, deadline);
    } catch (ModelLostException e) {
      // A kept connection may have been closed at the other end while the request was sent.
      boolean mayBeStale =
          e.getCause() instanceof IOException && !(e.getCause() instanceof ConnectException);
      if (mayBeStale && !begun.get() && !deadline.hasPassed()) {
        return exchange(request, noting, deadline);
      }
      throw e;
    }
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body, Deadline deadline)
      throws ModelLostException {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
    try {
      return answer.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw lost(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      // This ends the exchange, also where the answer has begun and does not go on.
      answer.cancel(true);
      throw new ModelLostException("ml-base did not answer whole in time", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ModelLostException("the request to ml-base was given up", e);
    }
  }

  private static ModelLostException lost(Throwable failure) {
    return switch (failure) {
      case HttpConnectTimeoutException e ->
          new ModelLostException("ml-base did not accept a connection in time", e);
      default -> new ModelLostException("ml-base cannot be reached: " + failure, failure);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

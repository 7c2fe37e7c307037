package io.sutra.cli.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A service of the product, or the balancer before one. Thread-safe. */
public final class ServiceClient {

  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final String url;
  private final Optional<String> key;
  private final Duration timeLimit;

  /**
   * The service at {@code url}; a request to it may take 30 s.
   *
   * @param key that it asks for, if it does
   */
  public ServiceClient(String url, Optional<String> key) {
    this(url, key, LONGEST_REQUEST);
  }

  /**
   * The service at {@code url}.
   *
   * @param key that it asks for, if it does
   * @param timeLimit after which a request without an answer fails
   */
  public ServiceClient(String url, Optional<String> key, Duration timeLimit) {
    this.url = url;
    this.key = key;
    this.timeLimit = timeLimit;
  }

  /**
   * An answer to a request for vectors.
   *
   * @param hits how many of the texts were not computed, as the header {@code X-Cache} says
   * @param took as the caller felt it
   */
  public record Answer(int status, int hits, Duration took, String body) {

    /** Milliseconds. */
    public double millis() {
      return took.toNanos() / 1e6;
    }

    /** The numbers of the first text's vector. */
    public double[] vector() throws IOException {
      if (Json.object(body).get("embeddings") instanceof List<?> vectors
          && !vectors.isEmpty()
          && vectors.getFirst() instanceof List<?> numbers) {
        return numbers.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
      }
      throw new IOException("the answer has no vector");
    }
  }

  /** Asks for vectors; any status is an answer. */
  public Answer embed(List<String> texts, OptionalInt dimension) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("texts", texts);
    dimension.ifPresent(size -> body.put("dimension", size));
    HttpRequest.Builder request =
        request("/embed")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)));
    long start = System.nanoTime();
    HttpResponse<String> response = send(request);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String cache = response.headers().firstValue("X-Cache").orElse("0/0");
    return new Answer(
        response.statusCode(),
        Integer.parseInt(cache.substring(0, cache.indexOf('/'))),
        took,
        response.body());
  }

  /**
   * What the service says at {@code path}.
   *
   * @throws IOException when it says nothing, or no JSON object
   */
  public Map<String, Object> get(String path) throws IOException {
    HttpResponse<String> response = send(request(path));
    if (response.statusCode() != 200) {
      throw new IOException(url + path + " answers with status " + response.statusCode());
    }
    return Json.object(response.body());
  }

  /** A page of text, as {@code /metrics} is. */
  public String text(String path) throws IOException {
    return send(request(path)).body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(timeLimit);
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

package io.sutra.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain HTTP client of one service. Thread-safe. */
public final class HttpProbe {

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String base;

  public HttpProbe(String base) {
    this.base = base;
  }

  /** An answer, its body as text. */
  public record Answer(HttpResponse<String> response) {

    public int status() {
      return response.statusCode();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Texts from a cache, of all: {@code 1/2}. */
    public String hits() {
      return header("X-Cache").replaceFirst(";.*", "");
    }

    public String body() {
      return response.body();
    }

    public JsonObject json() {
      try (var reader = Json.createReader(new StringReader(body()))) {
        return reader.readObject();
      }
    }

    /** The message of the one error shape. */
    public JsonObject error() {
      return json().getJsonObject("error");
    }
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  /** Gives up after {@code patience}. */
  public Answer get(String path, Duration patience) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET(), patience);
  }

  public Answer delete(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).DELETE());
  }

  /** Sends text; the answer comes whole. */
  public Answer postText(String path, String text) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(text)));
  }

  /** The first value of one of the application's metrics. */
  public double metric(String name) {
    return get("/metrics?scope=application")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  public Answer embed(String json) {
    return embed(json.getBytes(StandardCharsets.UTF_8));
  }

  public Answer embed(byte[] body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + "/embed"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /**
   * Sends JSON.
   *
   * @param headers names and values in turn
   */
  public Answer postJson(String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public Answer send(HttpRequest.Builder request) {
    return send(request, Duration.ofMinutes(2));
  }

  private Answer send(HttpRequest.Builder request, Duration patience) {
    try {
      return new Answer(
          client.send(
              request.timeout(patience).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

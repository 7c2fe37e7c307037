package io.sutra.cli.aot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Requests of every kind: every route and every form of a vector, hits and misses, one text and
 * many, and what is refused. Answers are not looked at: tests do that.
 */
final class TrainingRequests {

  /** Rounds of all kinds: a thousand requests, most of them for texts that were asked before. */
  private static final int ROUNDS = 50;

  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String embedding;
  private final String mlBase;

  TrainingRequests(String embeddingUrl, String mlBaseUrl) {
    embedding = embeddingUrl;
    mlBase = mlBaseUrl;
  }

  /** Sends all rounds, or as many as the time allows. */
  void sendFor(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int round = 0; round < ROUNDS && System.nanoTime() < deadline; round++) {
      askEmbedding(round);
      askMlBase(round);
    }
  }

  private void askEmbedding(int round) throws IOException, InterruptedException {
    String text = "The river of round " + round / 2 + " runs to the sea";
    for (String fields :
        new String[] {
          "",
          ", \"dimension\": 64",
          ", \"dimension\": 128, \"normalize\": false",
          ", \"input_type\": \"query\"",
          ", \"truncate\": false",
          ", \"dimension\": 7"
        }) {
      post(embedding, "/embed", "{\"texts\": [\"" + text + "\"]" + fields + "}");
    }
    post(embedding, "/embed", "{\"texts\": [\"one\", \"two\", \"three\", \"" + text + "\"]}");
    post(embedding, "/embed", "{\"tokens\": [[101, 2129, 2003, 102]]}");
    post(embedding, "/embed", "{\"texts\": [");
    for (String format : new String[] {"float", "base64"}) {
      post(
          embedding,
          "/v1/embeddings",
          "{\"model\": \"bge-small-en-v1.5\", \"encoding_format\": \""
              + format
              + "\", \"input\": [\""
              + text
              + "\", \"another text\"]}");
    }
    post(embedding, "/v1/embeddings", "{\"model\": \"unknown\", \"input\": \"" + text + "\"}");
    post(embedding, "/tokenize", "{\"texts\": [\"" + text + "\"]}");
    post(embedding, "/cache/warm", "{\"texts\": [\"" + text + "\"]}");
    for (String path :
        new String[] {
          "/v1/models", "/cache/stats", "/info", "/metrics", "/health", "/openapi", "/nothing"
        }) {
      get(embedding, path);
    }
  }

  private void askMlBase(int round) throws IOException, InterruptedException {
    post(mlBase, "/embed", "{\"texts\": [\"Straight to the model, round " + round + "\"]}");
    post(mlBase, "/tokenize", "{\"texts\": [\"Straight to the tokenizer\"]}");
    for (String path : new String[] {"/info", "/metrics", "/health"}) {
      get(mlBase, path);
    }
  }

  private void post(String url, String path, String body) throws IOException, InterruptedException {
    send(
        request(url, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private void get(String url, String path) throws IOException, InterruptedException {
    send(request(url, path).GET());
  }

  private static HttpRequest.Builder request(String url, String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(ONE_ANSWER);
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    client.send(request.build(), HttpResponse.BodyHandlers.discarding());
  }
}

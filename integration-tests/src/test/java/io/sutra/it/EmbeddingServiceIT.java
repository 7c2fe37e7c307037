package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The embedding service with a real shard, a real ml-base and the real model, started once. Only
 * the first and the last test care what was asked before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddingServiceIT {

  private static final String RESTARTED = "a text that outlives every process";

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static HttpProbe http;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    sutra.up(Map.of());
    http = sutra.embedding();
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private static JsonObject stats() {
    return http.get("/cache/stats").json();
  }

  private static String body(List<String> texts, int dimension, boolean normalize) {
    return Json.createObjectBuilder()
        .add("texts", Json.createArrayBuilder(texts))
        .add("dimension", dimension)
        .add("normalize", normalize)
        .build()
        .toString();
  }

  @Test
  @Order(1)
  void embed_firstAndSecondRequestOfOneText_areAMissAndAHit() {
    String request = "{\"texts\": [\"" + RESTARTED + "\"]}";

    Answer first = http.embed(request);
    Answer second = http.embed(request);

    assertThat(first.hits()).isEqualTo("0/1");
    assertThat(Double.parseDouble(first.header("X-Inference-Time"))).isPositive();
    assertThat(second.hits()).isEqualTo("1/1");
    assertThat(second.json().get("embeddings")).isEqualTo(first.json().get("embeddings"));
    assertThat(second.json().getInt("cached_count")).isEqualTo(1);
    int tokens = first.json().getJsonObject("usage").getInt("prompt_tokens");
    assertThat(tokens).isPositive();
    assertThat(first.json().getJsonObject("usage").getInt("computed_tokens")).isEqualTo(tokens);
    assertThat(second.json().getJsonObject("usage").getInt("prompt_tokens")).isEqualTo(tokens);
    assertThat(second.json().getJsonObject("usage").getInt("computed_tokens")).isZero();
    JsonObject stats = stats();
    assertThat(stats.keySet())
        .startsWith(
            "l1_size",
            "l1_hits",
            "l1_misses",
            "l1_hit_rate",
            "l2_hits",
            "l2_misses",
            "l2_hit_rate",
            "combined_hit_rate",
            "total_requests");
    assertThat(stats.getJsonNumber("combined_hit_rate").doubleValue()).isEqualTo(0.5);
    assertThat(stats.getInt("total_requests")).isEqualTo(2);
  }

  @Test
  @Order(2)
  void embed_everyFormOfAText_isBitIdenticalToWhatMlBaseAnswers() {
    String text = "One entry, every form";
    http.embed(body(List.of(text), 384, true));
    for (int dimension : List.of(64, 128, 256, 384)) {
      for (boolean normalize : List.of(true, false)) {
        String request = body(List.of(text), dimension, normalize);
        Answer cached = http.embed(request);

        assertThat(cached.hits()).isEqualTo("1/1");
        assertThat(cached.json().get("embeddings"))
            .isEqualTo(sutra.mlBase().embed(request).json().get("embeddings"));
      }
    }
  }

  @Test
  @Order(2)
  void embed_query_isAnotherEntryThanTheTextItself() {
    String text = "cats and dogs";
    http.embed("{\"texts\": [\"" + text + "\"]}");
    String request = "{\"texts\": [\"" + text + "\"], \"input_type\": \"query\"}";

    Answer query = http.embed(request);

    assertThat(query.hits()).isEqualTo("0/1");
    assertThat(query.json().get("embeddings"))
        .isEqualTo(sutra.mlBase().embed(request).json().get("embeddings"));
  }

  /** Hits, misses, duplicates, texts in flight and several dimensions under 64 callers. */
  @Test
  @Order(2)
  void embed_mixedRequestsFrom64Callers_giveEveryIndexItsVector() throws Exception {
    int known = 120;
    List<String> texts =
        IntStream.range(0, known).mapToObj(i -> "Mixed text number " + i + " of many").toList();
    Map<String, float[]> expected = new HashMap<>();
    // Half are cached before; the others are new to whoever is first.
    for (int dimension : List.of(64, 256)) {
      JsonArray vectors =
          sutra.mlBase().embed(body(texts, dimension, true)).json().getJsonArray("embeddings");
      for (int i = 0; i < known; i++) {
        expected.put(
            dimension + " " + texts.get(i), GoldenVectors.toVector(vectors.getJsonArray(i)));
      }
    }
    http.embed(body(texts.subList(0, known / 2), 384, true));

    var together = new CountDownLatch(64);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 64; caller++) {
        var random = new Random(caller);
        calls.add(
            callers.submit(
                () -> {
                  together.countDown();
                  together.await();
                  for (int round = 0; round < 6; round++) {
                    int dimension = random.nextBoolean() ? 64 : 256;
                    List<String> asked = new ArrayList<>();
                    for (int i = 0; i < 12; i++) {
                      asked.add(texts.get(random.nextInt(known)));
                    }
                    asked.add(asked.getFirst());
                    Answer answer = http.embed(body(asked, dimension, true));
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    JsonArray vectors = answer.json().getJsonArray("embeddings");
                    for (int i = 0; i < asked.size(); i++) {
                      assertThat(
                              GoldenVectors.cosine(
                                  GoldenVectors.toVector(vectors.getJsonArray(i)),
                                  expected.getOrDefault(
                                      dimension + " " + asked.get(i), new float[0])))
                          .isGreaterThanOrEqualTo(0.999999);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  @Test
  @Order(2)
  void embed_oneNewTextFromAThousandCallers_costsOneInference() throws Exception {
    int before = stats().getInt("computed");
    var together = new CountDownLatch(1_000);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        calls.add(
            callers.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return http.embed("{\"texts\": [\"everybody asks for this one\"]}");
                }));
      }
      for (Future<Answer> call : calls) {
        assertThat(call.get().status()).as(call.get().body()).isEqualTo(200);
      }
    }
    assertThat(stats().getInt("computed") - before).isEqualTo(1);
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                        | 400 | texts",
        "{\"texts\": []}                           | 400 | texts",
        "{\"texts\": [\"\"]}                       | 400 | texts[0]",
        "{\"texts\": [\"a\", 7]}                   | 400 | texts[1]",
        "{\"texts\": [\"a\"], \"texts\": [\"b\"]}  | 400 | ",
        "{\"texts\": [NaN]}                        | 400 | ",
        "{\"texts\": [\"a\"], \"dimension\": 100}  | 400 | dimension",
        "{\"texts\": [\"a\"], \"dimensions\": 64}  | 400 | dimensions",
        "{\"texts\": [\"a\"], \"input_type\": \"x\"} | 400 | input_type",
        "{\"texts\": [\"a\"], \"model\": \"gpt\"}  | 404 | model",
        "{\"texts\": [\"\\ud800\"]}                | 400 | texts[0]",
        "{\"texts\": [\"a\"                        | 400 | ",
      })
  void embed_badBody_isTheCallersFaultAndSaysWhat(String body, int status, String param) {
    Answer answer = http.embed(body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error().getString("message")).isNotBlank();
    assertThat(answer.error().getString("type")).isEqualTo("invalid_request_error");
    assertThat(answer.error().get("param"))
        .isEqualTo(param == null ? JsonValue.NULL : Json.createValue(param));
    assertThat(answer.header("X-Request-Id")).isNotBlank();
  }

  @Test
  @Order(2)
  void embed_bodiesFromStrangers_areRefused() {
    assertThat(http.embed("{\"texts\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}").status())
        .isEqualTo(400);
    var badUtf8 = new ByteArrayOutputStream();
    badUtf8.writeBytes("{\"texts\": [\"".getBytes(StandardCharsets.UTF_8));
    badUtf8.writeBytes(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    badUtf8.writeBytes("\"]}".getBytes(StandardCharsets.UTF_8));
    assertThat(http.embed(badUtf8.toByteArray()).error().getString("message")).contains("UTF-8");
    assertThat(http.embed("{\"texts\": [\"" + "a".repeat(8 << 20) + "\"]}").status())
        .isEqualTo(413);
    Answer notJson =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://localhost:" + sutra.embeddingPort() + "/embed"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"texts\": [\"a\"]}")));
    assertThat(notJson.status()).isEqualTo(415);
    assertThat(http.get("/nothing").error().getString("code")).isEqualTo("http_404");
    assertThat(http.get("/embed").error().getString("code")).isEqualTo("http_405");
  }

  @Test
  @Order(2)
  void embed_300001Tokens_isRefusedInMlBasesWords() {
    String text = "a ".repeat(299_999).strip();

    Answer answer = http.embed(body(List.of(text), 384, true));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().getString("code")).isEqualTo("max_tokens_per_request");
    assertThat(answer.error().getString("param")).isEqualTo("texts");
  }

  @Test
  @Order(2)
  void embed_longTextThatMustNotBeCut_isRefusedWhetherItIsCachedOrNot() {
    String text = "\"" + "word ".repeat(600).strip() + "\"";
    for (int i = 0; i < 2; i++) {
      Answer refused = http.embed("{\"texts\": [\"ok\", " + text + "], \"truncate\": false}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.error().getString("param")).isEqualTo("texts[1]");
      assertThat(http.embed("{\"texts\": [" + text + "]}").status()).isEqualTo(200);
    }
  }

  /** A text, a header, a token or a path may be a secret; none is repeated anywhere. */
  @Test
  @Order(2)
  void secretsInEveryInput_areInNoLogMetricOrError() throws Exception {
    String secret = "hunter2-" + "9f8e7d6c5b4a";
    String base = "http://localhost:" + sutra.embeddingPort();
    var answers = new StringBuilder();
    List<String> bodies =
        List.of(
            secret,
            "{\"texts\": [\"" + secret + "\"]}",
            "{\"texts\": [\"" + secret + "\"], \"texts\": [\"" + secret + "\"]}",
            "{\"texts\": [\"a\"], \"model\": \"" + secret + "\"}",
            "{\"texts\": [\"a\"], \"input_type\": \"" + secret + "\"}",
            "{\"texts\": [\"a\"], \"dimension\": \"" + secret + "\"}",
            "{\"texts\": [\"" + "w ".repeat(600) + secret + "\"], \"truncate\": false}",
            "{\"texts\": [\"" + secret + "\\ud800\"]}");
    for (String body : bodies) {
      Answer answer =
          http.send(
              HttpRequest.newBuilder(URI.create(base + "/embed?key=" + secret))
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer " + secret)
                  .header("X-Request-Id", secret + " ")
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      answers.append(answer.status() == 200 ? "" : answer.body());
    }
    answers.append(http.postText("/cache/warm", secret + "\n").body());
    answers.append(http.get("/" + secret).body());
    answers.append(http.get("/metrics").body());
    answers.append(http.get("/health").body());
    answers.append(http.get("/info").body());
    answers.append(sutra.mlBase().get("/metrics").body());

    assertThat(answers.toString()).doesNotContain(secret);
    assertThat(sutra.logs()).isNotEmpty().doesNotContain(secret);
  }

  @Test
  @Order(2)
  void warm_texts_streamsProgressAndHasThemAnsweredFromTheCache() {
    String texts =
        IntStream.range(0, 200).mapToObj(i -> "warm me " + i + "\r\n").reduce("", String::concat);

    Answer warmed = http.postText("/cache/warm", texts + "\n \nthe last one");
    Answer again = http.postText("/cache/warm", texts);

    List<JsonObject> lines = warmed.body().lines().map(EmbeddingServiceIT::parse).toList();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
    assertThat(lines.getLast().getInt("texts")).isEqualTo(201);
    assertThat(lines.getLast().getInt("computed")).isEqualTo(201);
    assertThat(lines.getLast().getBoolean("done")).isTrue();
    assertThat(parse(again.body().lines().toList().getLast()).getInt("cached")).isEqualTo(200);
    assertThat(http.embed("{\"texts\": [\"warm me 7\", \"the last one\"]}").hits())
        .isEqualTo("2/2");
    assertThat(http.postText("/cache/warm?dimension=7", "x").status()).isEqualTo(400);
  }

  @Test
  @Order(2)
  void info_healthMetricsAndOpenApi_answer() {
    JsonObject info = http.get("/info").json();
    assertThat(info.getJsonObject("model").getString("fingerprint"))
        .isEqualTo(
            sutra.mlBase().get("/info").json().getJsonObject("model").getString("fingerprint"));
    assertThat(info.getInt("default_dimension")).isEqualTo(384);
    assertThat(http.get("/health/ready").body())
        .contains("\"ml_base\":\"reachable\"", "\"cache_shard\":\"reachable\"");
    assertThat(http.get("/metrics").body()).contains("sutra_l1_hits", "sutra_l2_available");
    assertThat(http.get("/openapi").body())
        .contains("/embed:", "/cache/stats:", "/cache/warm:", "/cache:", "/info:");
  }

  @Test
  @Order(3)
  void clear_forgetsEverythingHereAndInTheShard() throws Exception {
    String request = "{\"texts\": [\"to be forgotten\"]}";
    http.embed(request);
    awaitWrites();

    assertThat(http.delete("/cache").status()).isEqualTo(200);

    assertThat(stats().getInt("l1_size")).isZero();
    assertThat(http.embed(request).hits()).isEqualTo("0/1");
  }

  @Test
  @Order(4)
  void embed_afterARestartOfEveryProcess_isAHitInTheShardAtTheFirstRequest() throws Exception {
    String request = "{\"texts\": [\"" + RESTARTED + "\"]}";
    Answer before = http.embed(request);

    sutra.down();
    sutra.up(Map.of());
    Answer after = http.embed(request);

    assertThat(after.hits()).isEqualTo("1/1");
    assertThat(after.json().get("embeddings")).isEqualTo(before.json().get("embeddings"));
    assertThat(stats().getInt("l2_hits")).isEqualTo(1);
    assertThat(stats().getInt("l1_hits")).isZero();
  }

  private static void awaitWrites() throws Exception {
    Waiting.until(
        () ->
            http.get("/metrics?scope=application")
                .body()
                .lines()
                .filter(line -> line.startsWith("sutra_l2_waiting"))
                .allMatch(line -> line.endsWith(" 0.0")));
  }

  private static JsonObject parse(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}

package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import io.sutra.it.SlowClients.Kind;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's contract over plain HTTP, with API keys, against the whole product, started once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenAiApiIT {

  private static final String MODEL = "bge-small-en-v1.5";
  private static final String KEY = "sk-of-the-test";
  private static final String HASHED_KEY = "abc";
  private static final String HASH_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static HttpProbe http;
  private static Path keys;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    keys = home.resolve("keys");
    Files.writeString(keys, "sha256:hunter2\n");
    SutraInstance.Result refused = sutra.sutra(withKeys(), "up");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output())
        .contains("SUTRA_API_KEYS_FILE is '" + keys + "'", "line 1")
        .doesNotContain("hunter2");

    Files.writeString(keys, "# of this test\n" + KEY + "\nsha256:" + HASH_OF_ABC + "\n");
    sutra.up(withKeys());
    http = sutra.embedding();
  }

  private static Map<String, String> withKeys() {
    return Map.of("SUTRA_API_KEYS_FILE", keys.toString());
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private static HttpRequest.Builder request(String path, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://localhost:" + sutra.embeddingPort()).resolve(path));
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private static Answer post(String path, String json) {
    return http.send(
        request(path, "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static Answer get(String path) {
    return http.send(request(path, "Bearer " + KEY).GET());
  }

  /** {@code more} goes behind the two fields that are always there. */
  private static Answer embeddings(String input, String more) {
    return post(
        "/v1/embeddings", "{\"model\": \"" + MODEL + "\", \"input\": " + input + more + "}");
  }

  private static JsonValue vector(Answer answer, int index) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().getJsonArray("data").getJsonObject(index).getValue("/embedding");
  }

  private static float[] base64(Answer answer, int index) {
    String digits = vector(answer, index).toString().replace("\"", "");
    var numbers =
        ByteBuffer.wrap(Base64.getDecoder().decode(digits))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] vector = new float[numbers.remaining()];
    numbers.get(vector);
    return vector;
  }

  private static JsonArray embedded(String body) {
    return post("/embed", body).json().getJsonArray("embeddings");
  }

  // Vectors

  @Test
  @Order(1)
  void embeddings_newAndCachedTexts_areBitIdenticalToEmbed() {
    String texts = "[\"OpenAI's way\", \"and ours\", \"OpenAI's way\"]";
    for (int dimension : List.of(384, 64)) {
      for (int round = 0; round < 2; round++) {
        Answer floats = embeddings(texts, ", \"dimensions\": " + dimension);
        Answer base64 =
            embeddings(texts, ", \"encoding_format\": \"base64\", \"dimensions\": " + dimension);
        JsonArray expected =
            embedded("{\"texts\": " + texts + ", \"dimension\": " + dimension + "}");
        for (int i = 0; i < expected.size(); i++) {
          assertThat(vector(floats, i)).isEqualTo(expected.get(i));
          assertThat(base64(base64, i)).isEqualTo(GoldenVectors.toVector(expected.getJsonArray(i)));
        }
      }
    }
  }

  @Test
  @Order(1)
  void embeddings_answer_hasOpenAisShapeAndCountsTokensOfHitsToo() {
    Answer first = embeddings("\"How many tokens?\"", ", \"user\": \"u\"");
    Answer second = embeddings("\"How many tokens?\"", ", \"dimensions\": null");

    JsonObject json = first.json();
    assertThat(json.keySet()).containsExactly("object", "data", "model", "usage");
    assertThat(json.getString("object")).isEqualTo("list");
    assertThat(json.getString("model")).isEqualTo(MODEL);
    JsonObject item = json.getJsonArray("data").getJsonObject(0);
    assertThat(item.keySet()).containsExactly("object", "index", "embedding");
    assertThat(item.getString("object")).isEqualTo("embedding");
    assertThat(item.getInt("index")).isZero();
    // [CLS] how many tokens ? [SEP], with "tokens" in two pieces.
    assertThat(json.getJsonObject("usage").getInt("prompt_tokens")).isEqualTo(7);
    assertThat(json.getJsonObject("usage").getInt("total_tokens")).isEqualTo(7);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.hits()).isEqualTo("1/1");
  }

  @Test
  @Order(1)
  void embeddings_inputType_isThatOfEmbed() {
    assertThat(vector(embeddings("\"cats\"", ", \"input_type\": \"query\""), 0))
        .isEqualTo(embedded("{\"texts\": [\"cats\"], \"input_type\": \"query\"}").getFirst())
        .isNotEqualTo(vector(embeddings("\"cats\"", ""), 0));
  }

  @Test
  @Order(1)
  void embeddings_int8AndBinary_areComputedFromTheVector() {
    float[] vector = base64(embeddings("\"small\"", ", \"encoding_format\": \"base64\""), 0);
    List<Integer> int8 =
        vector(embeddings("\"small\"", ", \"encoding_format\": \"int8\""), 0)
            .asJsonArray()
            .getValuesAs(JsonNumber::intValue);
    List<Integer> binary =
        vector(embeddings("\"small\"", ", \"encoding_format\": \"binary\""), 0)
            .asJsonArray()
            .getValuesAs(JsonNumber::intValue);

    double largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertThat(int8).hasSize(vector.length);
    assertThat(binary).hasSize(vector.length / 8);
    for (int i = 0; i < vector.length; i++) {
      assertThat(int8.get(i)).isEqualTo((int) Math.rint(vector[i] * (127 / largest)));
      assertThat((binary.get(i / 8) >> (7 - i % 8)) & 1).isEqualTo(vector[i] > 0 ? 1 : 0);
    }
  }

  @Test
  @Order(1)
  void embeddings_tokenIds_giveTheVectorOfTheirText() {
    String text = "Token ids stand for Text!";
    JsonObject tokenized = post("/tokenize", "{\"texts\": [\"" + text + "\", \"x\"]}").json();
    JsonArray ids = tokenized.getJsonArray("tokens").getJsonArray(0);
    JsonArray bare = Json.createArrayBuilder(ids.subList(1, ids.size() - 1)).build();
    assertThat(embeddings(bare.toString(), "").error().getString("message"))
        .contains("check_embedding_ctx_length=False");
    assertThat(post("/embed", "{\"tokens\": [" + bare + "]}").status()).isEqualTo(200);
    assertThat(tokenized.getJsonArray("counts").getInt(0)).isEqualTo(ids.size());
    assertThat(tokenized.getInt("total_tokens")).isEqualTo(ids.size() + 3);
    assertThat(tokenized.getInt("max_tokens")).isEqualTo(512);

    for (String more : List.of("", ", \"input_type\": \"query\"")) {
      Answer ofText = embeddings("\"" + text + "\"", more);
      Answer ofIds = embeddings(ids.toString(), more);
      Answer ofBoth = embeddings("[" + ids + ", " + ids + "]", more);
      float[] expected = GoldenVectors.toVector(vector(ofText, 0).asJsonArray());
      for (JsonValue vector : List.of(vector(ofIds, 0), vector(ofBoth, 0), vector(ofBoth, 1))) {
        assertThat(GoldenVectors.cosine(GoldenVectors.toVector(vector.asJsonArray()), expected))
            .isGreaterThanOrEqualTo(0.999999);
      }
      assertThat(ofIds.json().get("usage")).isEqualTo(ofText.json().get("usage"));
      assertThat(embeddings(ids.toString(), more).hits()).isEqualTo("1/1");
      assertThat(vector(embeddings(ids.toString(), more), 0)).isEqualTo(vector(ofIds, 0));
    }
  }

  @Test
  @Order(1)
  void embeddings_2048Texts_comeBackInOrder() {
    JsonArray texts =
        Json.createArrayBuilder(IntStream.range(0, 2_048).mapToObj(i -> "n " + i % 64).toList())
            .build();

    Answer answer = embeddings(texts.toString(), ", \"dimensions\": 64");

    List<JsonObject> data = answer.json().getJsonArray("data").getValuesAs(JsonObject.class);
    assertThat(data).hasSize(2_048);
    for (int i = 0; i < data.size(); i++) {
      assertThat(data.get(i).getInt("index")).isEqualTo(i);
      assertThat(data.get(i).get("embedding")).isEqualTo(data.get(i % 64).get("embedding"));
    }
    assertThat(data.get(0).get("embedding")).isNotEqualTo(data.get(1).get("embedding"));
  }

  // Models

  @Test
  @Order(1)
  void models_areListedAndFoundByName() {
    JsonObject model = get("/v1/models/" + MODEL).json();

    assertThat(model.getString("id")).isEqualTo(MODEL);
    assertThat(model.getString("object")).isEqualTo("model");
    assertThat(model.getInt("created")).isNotNegative();
    assertThat(model.getString("owned_by")).isNotEmpty();
    assertThat(get("/v1/models").json().getString("object")).isEqualTo("list");
    assertThat(get("/v1/models").json().getJsonArray("data")).containsExactly(model);
    assertThat(get("/v1/models/BAAI%2F" + MODEL).json()).isEqualTo(model);
    assertThat(get("/v1/models/BAAI/" + MODEL).json()).isEqualTo(model);
    Answer unknown = get("/v1/models/some/other");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.error().getString("code")).isEqualTo("model_not_found");
    assertThat(unknown.error().getString("param")).isEqualTo("model");
  }

  // Errors

  @ParameterizedTest
  @Order(1)
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                | 400 | input           | missing_field",
        "{\"input\": \"a\"}                                | 400 | model           | missing_field",
        "{\"input\": \"\", \"model\": \"M\"}               | 400 | input           | empty_string",
        "{\"input\": [\"a\", \"\"], \"model\": \"M\"}      | 400 | input[1]        | empty_string",
        "{\"input\": [], \"model\": \"M\"}                 | 400 | input           | empty_array",
        "{\"input\": {}, \"model\": \"M\"}                 | 400 | input           | invalid_type",
        "{\"input\": [1, \"a\"], \"model\": \"M\"}         | 400 | input[1]        | invalid_type",
        "{\"input\": [101, 30522, 102], \"model\": \"M\"}  | 400 | input[1]        | invalid_token",
        "{\"input\": [101, 2147483648, 102], \"model\": \"M\"} | 400 | input[1]   | invalid_token",
        "{\"input\": [[101, 102], [101, 99999, 102]], \"model\": \"M\"} | 400 | input[1][1]"
            + " | invalid_token",
        "{\"input\": [9906, 1917], \"model\": \"M\"}      | 400 | input           | foreign_tokens",
        "{\"input\": [[101, 102], [9906]], \"model\": \"M\"} | 400 | input[1]     | foreign_tokens",
        "{\"input\": \"a\", \"model\": \"M\", \"dimensions\": 100} | 400 | dimensions"
            + " | invalid_dimension",
        "{\"input\": \"a\", \"model\": \"M\", \"encoding_format\": \"hex\"} | 400 | encoding_format"
            + " | invalid_value",
        "{\"input\": \"a\", \"model\": \"M\", \"input_type\": \"x\"} | 400 | input_type"
            + " | invalid_value",
        "{\"input\": \"a\", \"model\": \"M\", \"texts\": 1} | 400 | texts           | unknown_field",
        "{\"input\": \"a\", \"model\": \"gpt-4\"}          | 404 | model           | model_not_found",
        "{\"input\": \"a\"                                 | 400 |                 | invalid_json",
        "{\"input\": \"a\", \"input\": \"b\"}              | 400 |                 | invalid_json",
        "[]                                                | 400 |                 | invalid_type",
      })
  void embeddings_brokenRule_isRefusedInOpenAisEnvelope(
      String body, int status, @Nullable String param, String code) {
    Answer answer = post("/v1/embeddings", body.replace("\"M\"", "\"" + MODEL + "\""));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().keySet()).containsExactly("error");
    assertThat(answer.error().keySet()).containsExactly("message", "type", "param", "code");
    assertThat(answer.error().getString("message")).isNotBlank();
    assertThat(answer.error().getString("type")).isEqualTo("invalid_request_error");
    assertThat(answer.error().get("param"))
        .isEqualTo(param == null ? JsonValue.NULL : Json.createValue(param));
    assertThat(answer.error().getString("code")).isEqualTo(code);
    assertThat(answer.header("x-request-id")).isNotBlank();
  }

  @Test
  @Order(1)
  void embeddings_moreThanARequestMayHave_areRefused() {
    JsonArray tooMany =
        Json.createArrayBuilder(IntStream.range(0, 2_049).mapToObj(i -> "a").toList()).build();
    assertThat(embeddings(tooMany.toString(), "").error().getString("code"))
        .isEqualTo("too_many_texts");
    Answer tooLong = embeddings("\"" + "a ".repeat(299_999).strip() + "\"", "");
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.error().getString("code")).isEqualTo("max_tokens_per_request");
    assertThat(tooLong.error().getString("param")).isEqualTo("input");
    assertThat(embeddings("[101," + "7,".repeat(300_000) + "102]", "").error().getString("code"))
        .isEqualTo("max_tokens_per_request");
    Answer uncut = embeddings("[\"ok\", \"" + "word ".repeat(600) + "\"]", ", \"truncate\": false");
    assertThat(uncut.error().getString("param")).isEqualTo("input[1]");
    assertThat(embeddings("\"" + "a".repeat(8 << 20) + "\"", "").status()).isEqualTo(413);
  }

  /** Two large bodies that do not end take all the room that there is for bodies. */
  @Test
  @Order(1)
  void embeddings_noRoom_isA429ThatSaysWhenToComeBack() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    try {
      Waiting.until(
          () -> {
            fillWithUnfinishedBodies(waiting);
            answers.add(embeddings("\"room?\"", ""));
            return answers.getLast().status() == 429;
          });
      Answer busy = answers.getLast();

      assertThat(busy.error().getString("type")).isEqualTo("rate_limit_exceeded");
      assertThat(busy.error().getString("code")).isEqualTo("rate_limit_exceeded");
      assertThat(Integer.parseInt(busy.header("Retry-After"))).isPositive();
      assertThat(Integer.parseInt(busy.header("retry-after-ms"))).isPositive();
      assertThat(busy.header("x-request-id")).isNotBlank();
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
    Waiting.until(() -> embeddings("\"room?\"", "").status() == 200);
  }

  @Test
  @Order(1)
  void embeddings_bodyThatDoesNotGoOn_isA408() throws Exception {
    try (Socket silent = unfinishedBody()) {
      silent.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      String answer = new String(silent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request_too_slow\"");
    }
  }

  /** Clients that go on, with a byte now and then, are closed as those are that say no more. */
  @Test
  @Order(1)
  void embeddings_slowBodies_areClosed() throws Exception {
    List<Future<Duration>> slow =
        SlowClients.start(
            sutra.embeddingPort(), 30, List.of(Kind.BODY, Kind.CHUNKS, Kind.PAST_THE_BUFFER));
    for (Future<Duration> client : slow) {
      assertThat(client.get()).isLessThan(SlowClients.GIVES_UP);
    }
    assertThat(embeddings("\"still here\"", "").status()).isEqualTo(200);
  }

  /** Two of them; one that met another request just being read was refused, and is sent again. */
  private static void fillWithUnfinishedBodies(List<Socket> waiting) throws IOException {
    for (Socket socket : List.copyOf(waiting)) {
      if (socket.getInputStream().available() > 0) {
        socket.close();
        waiting.remove(socket);
      }
    }
    while (waiting.size() < 2) {
      waiting.add(unfinishedBody());
    }
  }

  private static Socket unfinishedBody() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), sutra.embeddingPort());
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer "
                + KEY
                + "\r\nContent-Length: 8388608\r\n\r\n{")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  // Request ids

  @Test
  @Order(1)
  void requestId_saneOneOfTheCaller_comesBackAndAnyOtherIsReplaced() {
    Answer echoed =
        http.send(request("/v1/models", "Bearer " + KEY).header("X-Request-Id", "mine-1").GET());
    assertThat(echoed.header("x-request-id")).isEqualTo("mine-1");
    Answer replaced =
        http.send(request("/v1/models", "Bearer " + KEY).header("X-Request-Id", "a b").GET());
    assertThat(replaced.header("x-request-id")).startsWith("req_");
    assertThat(http.send(request("/v1/models", null).GET()).header("x-request-id")).isNotBlank();
    assertThat(get("/nothing").header("x-request-id")).isNotBlank();
  }

  // Keys

  @ParameterizedTest
  @Order(1)
  @ValueSource(
      strings = {
        "/embed",
        "/v1/embeddings",
        "/v1/models",
        "/v1/models/x",
        "/cache/stats",
        "/cache",
        "/cache/warm",
        "/tokenize",
        "/info",
        "/openapi/x",
        "/nothing",
      })
  void keys_missingOrWrong_openNoRoute(String path) {
    for (String authorization : new @Nullable String[] {null, "Bearer sk-wrong", "Basic " + KEY}) {
      Answer refused = http.send(request(path, authorization).GET());
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.error().getString("type")).isEqualTo("invalid_request_error");
      assertThat(refused.error().getString("code")).isEqualTo("invalid_api_key");
      assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  @Order(1)
  void keys_healthAndOpenApi_needNone() {
    for (String path :
        List.of("/health", "/health/ready", "/health/live", "/openapi", "/metrics")) {
      assertThat(http.get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  @Order(1)
  void openApi_hasEveryRouteAndTheKeys() {
    assertThat(http.get("/openapi").body())
        .contains(
            "/embed:",
            "/v1/embeddings:",
            "/v1/models:",
            "/v1/models/{id}:",
            "/tokenize:",
            "/cache/stats:",
            "/cache:",
            "/cache/warm:",
            "/info:")
        .contains("scheme: bearer");
  }

  @Test
  @Order(1)
  void openApi_forWhoeverAcceptsJsonOnly_isJson() {
    Answer answer = http.send(request("/openapi", null).header("Accept", "application/json").GET());

    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().getJsonObject("paths")).containsKeys("/embed", "/v1/embeddings");
    assertThat(http.get("/openapi?format=json").body()).isEqualTo(answer.body());
    assertThat(http.get("/openapi?format=yaml").body()).startsWith("---");
  }

  @Test
  @Order(2)
  void keys_fileThatChanges_isReadAgainAndNoKeyIsInAnyLog() throws Exception {
    assertThat(http.send(request("/v1/models", "Bearer " + HASHED_KEY).GET()).status())
        .isEqualTo(200);
    Files.writeString(keys, "sk-the-next\n");
    Waiting.until(
        () -> http.send(request("/v1/models", "Bearer sk-the-next").GET()).status() == 200);
    assertThat(get("/v1/models").status()).isEqualTo(401);

    assertThat(sutra.logs())
        .isNotEmpty()
        .doesNotContain(KEY, "sk-the-next", HASH_OF_ABC, "sk-wrong", "hunter2");
  }
}

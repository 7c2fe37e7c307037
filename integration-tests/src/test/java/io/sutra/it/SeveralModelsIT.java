package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two models in one ml-base, with vectors of one size, so that nothing but their names keeps them
 * apart.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralModelsIT {

  private static final String FIRST = "bge-small-en-v1.5";
  private static final String SECOND = "all-minilm-l6-v2";
  private static final List<String> MODELS = List.of(FIRST, SECOND);

  @TempDir private static Path home;
  private static SutraInstance sutra;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    Map<String, String> settings = new HashMap<>(Overload.SETTINGS);
    settings.put("MODEL_NAME", FIRST + "," + SECOND);
    sutra.up(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private static String request(String text, String model) {
    return "{\"texts\": [\"" + text + "\"], \"model\": \"" + model + "\"}";
  }

  private static JsonValue vectors(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().getJsonArray("embeddings");
  }

  @Test
  @Order(1)
  void embed_oneTextOfTwoModels_isNeverTheOthersVector() {
    String text = "the same text for both";
    for (String model : MODELS) {
      Answer computed = sutra.mlBase().embed(request(text, model));
      Answer first = sutra.embedding().embed(request(text, model));
      Answer second = sutra.embedding().embed(request(text, model));

      assertThat(first.hits()).as(model).isEqualTo("0/1");
      assertThat(second.hits()).as(model).isEqualTo("1/1");
      assertThat(vectors(first)).isEqualTo(vectors(computed));
      assertThat(vectors(second)).isEqualTo(vectors(computed));
      assertThat(second.json().getString("model")).isEqualTo(model);
    }
    assertThat(vectors(sutra.embedding().embed(request(text, FIRST))))
        .isNotEqualTo(vectors(sutra.embedding().embed(request(text, SECOND))));
    assertThat(vectors(sutra.embedding().embed("{\"texts\": [\"" + text + "\"]}")))
        .isEqualTo(vectors(sutra.embedding().embed(request(text, FIRST))));
  }

  @Test
  @Order(1)
  void openAi_modelOfTheRequest_isTheOneThatAnswers() {
    JsonObject list = sutra.embedding().get("/v1/models").json();
    assertThat(list.getJsonArray("data").getValuesAs(JsonObject.class))
        .extracting(model -> model.getString("id"))
        .containsExactlyElementsOf(MODELS);

    for (String model : MODELS) {
      Answer answer =
          sutra
              .embedding()
              .postJson(
                  "/v1/embeddings", "{\"input\": \"OpenAI's way\", \"model\": \"" + model + "\"}");
      assertThat(answer.json().getString("model")).isEqualTo(model);
      assertThat(answer.json().getJsonArray("data").getJsonObject(0).get("embedding"))
          .isEqualTo(
              vectors(sutra.mlBase().embed(request("OpenAI's way", model))).asJsonArray().get(0));
      assertThat(sutra.embedding().get("/v1/models/" + model).status()).isEqualTo(200);
    }
  }

  @Test
  @Order(1)
  void unknownModel_isA404ThatListsWhatIsThere() {
    String request = request("a", "gpt");
    for (HttpProbe service : List.of(sutra.mlBase(), sutra.embedding())) {
      for (String path : List.of("/embed", "/tokenize")) {
        Answer answer = service.postJson(path, request);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().getString("code")).isEqualTo("model_not_found");
        assertThat(answer.error().getString("message")).contains(FIRST + ", " + SECOND);
      }
    }
    assertThat(sutra.embedding().postText("/cache/warm?model=gpt", "a").status()).isEqualTo(404);
  }

  @Test
  @Order(1)
  void warm_ofOneModel_isAHitOfThatOneAlone() {
    assertThat(sutra.embedding().postText("/cache/warm?model=" + SECOND, "warm\n").status())
        .isEqualTo(200);

    assertThat(sutra.embedding().embed(request("warm", SECOND)).hits()).isEqualTo("1/1");
    assertThat(sutra.embedding().embed(request("warm", FIRST)).hits()).isEqualTo("0/1");
  }

  @Test
  @Order(1)
  void tokenizeAndInfo_tellTheModelsApart() {
    for (HttpProbe service : List.of(sutra.mlBase(), sutra.embedding())) {
      JsonObject info = service.get("/info").json();
      assertThat(info.getJsonArray("models").getValuesAs(JsonObject.class))
          .extracting(model -> model.getString("name"))
          .containsExactlyElementsOf(MODELS);
      assertThat(info.getJsonArray("models").get(0)).isEqualTo(info.get("model"));
      assertThat(service.postJson("/tokenize", request("a", SECOND)).json().getString("model"))
          .isEqualTo(SECOND);
    }
    for (String model : MODELS) {
      String fingerprint = sutra.mlBase().embed(request("a", model)).header("X-Model-Fingerprint");
      assertThat(sutra.mlBase().get("/info").json().getJsonArray("models").toString())
          .contains("\"name\":\"" + model + "\",\"fingerprint\":\"" + fingerprint + "\"");
    }
  }

  @Test
  @Order(1)
  void queueOfOneModelIsFull_theOtherAnswers() throws Exception {
    try (Overload overload = Overload.begin(sutra.mlBase())) {
      assertThat(sutra.mlBase().embed(request("refused", FIRST)).status()).isEqualTo(429);
      assertThat(sutra.mlBase().embed(request("answered", SECOND)).status()).isEqualTo(200);
      overload.await();
    }
    List<String> texts =
        sutra
            .mlBase()
            .get("/metrics?scope=application")
            .body()
            .lines()
            .filter(line -> line.startsWith("sutra_texts_total"))
            .toList();
    for (String model : MODELS) {
      assertThat(texts).anyMatch(line -> line.contains("model=\"" + model + "\""));
    }
  }

  @Test
  @Order(2)
  void afterARestartWithoutMlBase_bothModelsAreAnsweredFromTheShard() throws Exception {
    JsonValue[] before = new JsonValue[2];
    for (int i = 0; i < 2; i++) {
      before[i] = vectors(sutra.embedding().embed(request("outlives a restart", MODELS.get(i))));
    }
    Waiting.until(
        () -> {
          JsonObject stats = sutra.embedding().get("/cache/stats").json();
          return stats.getInt("l2_written") >= stats.getInt("computed");
        });
    end(sutra.process("embedding"));
    end(sutra.process("ml-base"));
    StartedServer started = sutra.startEmbedding(Map.of());
    Process process = started.process();
    try {
      started.awaitOk(sutra.embedding(), "/health/ready");
      for (int i = 0; i < 2; i++) {
        Answer after = sutra.embedding().embed(request("outlives a restart", MODELS.get(i)));
        assertThat(vectors(after)).isEqualTo(before[i]);
        assertThat(after.hits()).isEqualTo("1/1");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    process.onExit().join();
  }
}

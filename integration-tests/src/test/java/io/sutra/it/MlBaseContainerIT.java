package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.GoldenVectors.Golden;
import io.sutra.it.HttpProbe.Answer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ml-base in a real Open Liberty, with the real model, over a real socket. */
@ExtendWith(ArquillianExtension.class)
class MlBaseContainerIT {

  private static final String BASE = "http://localhost:" + System.getProperty("it.ml-base.port");
  private static final HttpProbe HTTP = new HttpProbe(BASE);

  @Deployment(testable = false)
  static WebArchive mlBase() {
    return ShrinkWrap.create(ZipImporter.class, "ml-base.war")
        .importFrom(new File(System.getProperty("it.ml-base.war", "")))
        .as(WebArchive.class);
  }

  /** The model loads beside the deployment; the health check is how anybody waits for it. */
  private static void awaitReady() {
    for (int attempt = 0; attempt < 600; attempt++) {
      if (HTTP.get("/health/ready").status() == 200) {
        return;
      }
      LockSupport.parkNanos(100_000_000);
    }
    throw new AssertionError("not ready: " + HTTP.get("/health").body());
  }

  @BeforeEach
  void waitUntilReady() {
    awaitReady();
  }

  @Test
  void embed_goldenTexts_agreeWithTheReference() {
    List<Golden> goldens =
        GoldenVectors.read().stream().filter(golden -> !golden.text().isEmpty()).toList();
    assertThat(goldens).hasSizeGreaterThanOrEqualTo(50);

    JsonArray vectors = embedAll(goldens.stream().map(Golden::text).toList());

    for (int i = 0; i < goldens.size(); i++) {
      assertThat(goldens.get(i).cosineTo(GoldenVectors.toVector(vectors.getJsonArray(i))))
          .as(goldens.get(i).name())
          .isGreaterThanOrEqualTo(0.9999);
    }
  }

  @Test
  void embed_64TextsOfDifferentLengthsFromManyCallers_returnsEachAtItsIndex() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      texts.add("Text number " + i + " speaks of things" + " and more things".repeat(i % 23));
    }
    List<float[]> alone =
        texts.stream()
            .map(text -> GoldenVectors.toVector(embedAll(List.of(text)).getJsonArray(0)))
            .toList();

    try (var callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int call = 0; call < 16; call++) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
          order.add(i);
        }
        Collections.shuffle(order, new Random(call));
        calls.add(
            callers.submit(
                () -> {
                  JsonArray together = embedAll(order.stream().map(texts::get).toList());
                  for (int i = 0; i < order.size(); i++) {
                    assertThat(
                            GoldenVectors.cosine(
                                alone.get(order.get(i)),
                                GoldenVectors.toVector(together.getJsonArray(i))))
                        .isGreaterThanOrEqualTo(0.999999);
                  }
                }));
      }
      for (Future<?> call : calls) {
        try {
          call.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause());
        }
      }
    }
  }

  @Test
  void embed_smallerDimension_isTheHeadOfTheRotatedVectorAndNotOfTheFullOne() {
    Answer full = HTTP.embed("{\"texts\": [\"one vector\"], \"normalize\": false}");
    Answer larger =
        HTTP.embed("{\"texts\": [\"one vector\"], \"normalize\": false, \"dimension\": 256}");
    Answer head =
        HTTP.embed("{\"texts\": [\"one vector\"], \"normalize\": false, \"dimension\": 128}");

    assertThat(head.json().getInt("dimension")).isEqualTo(128);
    assertThat(head.json().getJsonArray("embeddings").getJsonArray(0))
        .containsExactlyElementsOf(
            larger.json().getJsonArray("embeddings").getJsonArray(0).subList(0, 128))
        .isNotEqualTo(full.json().getJsonArray("embeddings").getJsonArray(0).subList(0, 128));
  }

  @Test
  void embed_answer_hasEveryFieldAndItsEvidence() {
    Answer answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(BASE + "/embed"))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("X-Request-Id", "mine-1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"texts\": [\"a b\", \"c\"]}")));

    JsonObject body = answer.json();
    assertThat(body.keySet())
        .containsExactly(
            "embeddings",
            "dimension",
            "model",
            "processing_time_ms",
            "cached_count",
            "batch_size",
            "usage");
    assertThat(body.getInt("batch_size")).isEqualTo(2);
    assertThat(body.getJsonObject("usage").getInt("prompt_tokens")).isEqualTo(7);
    assertThat(body.getJsonObject("usage").getInt("computed_tokens")).isEqualTo(7);
    assertThat(answer.hits()).isEqualTo("0/2");
    assertThat(answer.header("X-Request-Id")).isEqualTo("mine-1");
    assertThat(Double.parseDouble(answer.header("X-Inference-Time"))).isPositive();
    assertThat(Double.parseDouble(answer.header("X-Queue-Time"))).isNotNegative();
  }

  @Test
  void embed_query_isEmbeddedWithTheModelsPrefix() {
    Answer query = HTTP.embed("{\"texts\": [\"cats\"], \"input_type\": \"query\"}");
    Answer written =
        HTTP.embed(
            "{\"texts\": [\"Represent this sentence for searching relevant passages: cats\"],"
                + " \"input_type\": \"document\"}");

    assertThat(query.json().get("embeddings")).isEqualTo(written.json().get("embeddings"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                        | 400 | texts",
        "[]                                        | 400 | ",
        "{\"texts\": []}                           | 400 | texts",
        "{\"texts\": [\"\"]}                       | 400 | texts[0]",
        "{\"texts\": [\"a\", 7]}                   | 400 | texts[1]",
        "{\"texts\": \"a\"}                        | 400 | texts",
        "{\"texts\": [\"a\"], \"texts\": [\"b\"]}  | 400 | ",
        "{\"texts\": [NaN]}                        | 400 | ",
        "{\"texts\": [\"a\"]} {}                   | 400 | ",
        "{\"texts\": [\"a\"], \"dimension\": 100}  | 400 | dimension",
        "{\"texts\": [\"a\"], \"dimension\": NaN}  | 400 | ",
        "{\"texts\": [\"a\"], \"dimensions\": 64}  | 400 | dimensions",
        "{\"texts\": [\"a\"], \"normalize\": 1}    | 400 | normalize",
        "{\"texts\": [\"a\"], \"input_type\": \"x\"} | 400 | input_type",
        "{\"texts\": [\"a\"], \"model\": \"gpt\"}  | 404 | model",
        "{\"texts\": [\"\\ud800\"]}                | 400 | texts[0]",
        "{\"texts\": [\"a\"                        | 400 | ",
      })
  void embed_badBody_isTheCallersFaultAndSaysWhat(String body, int status, String param) {
    Answer answer = HTTP.embed(body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error().getString("message")).isNotBlank();
    assertThat(answer.error().getString("type")).isEqualTo("invalid_request_error");
    assertThat(answer.error().get("param"))
        .isEqualTo(param == null ? JsonValue.NULL : Json.createValue(param));
  }

  @Test
  void embed_nesting10000Deep_isRefused() {
    assertThat(HTTP.embed("{\"texts\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}").status())
        .isEqualTo(400);
    assertThat(HTTP.embed("[".repeat(10_000)).status()).isEqualTo(400);
  }

  @Test
  void embed_badUtf8_isRefused() {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})) {
      var body = new ByteArrayOutputStream();
      body.writeBytes("{\"texts\": [\"".getBytes(StandardCharsets.UTF_8));
      body.writeBytes(bad);
      body.writeBytes("\"]}".getBytes(StandardCharsets.UTF_8));

      Answer answer = HTTP.embed(body.toByteArray());

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error().getString("message")).contains("UTF-8");
    }
  }

  @Test
  void embed_bodyOverTheLimit_is413() {
    Answer answer = HTTP.embed("{\"texts\": [\"" + "a".repeat(8 << 20) + "\"]}");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error().getString("message")).contains("8388608");
  }

  @Test
  void embed_300001Tokens_isRefusedNamingTheLimit() {
    // Each text has its own two special tokens.
    String text = "\"" + "a ".repeat(299_999).strip() + "\"";

    Answer answer = HTTP.embed("{\"texts\": [" + text + "]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().getString("code")).isEqualTo("max_tokens_per_request");
    assertThat(answer.error().getString("message")).contains("300000");
  }

  @Test
  void embed_longTextWithoutTruncation_isRefused() {
    String text = "word ".repeat(600).strip();

    Answer refused = HTTP.embed("{\"texts\": [\"" + text + "\"], \"truncate\": false}");
    Answer cut = HTTP.embed("{\"texts\": [\"" + text + "\"]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().getString("param")).isEqualTo("texts[0]");
    assertThat(cut.status()).isEqualTo(200);
    assertThat(cut.json().getJsonObject("usage").getInt("prompt_tokens")).isEqualTo(512);
  }

  @Test
  void embed_notDeclaredAsJson_is415() {
    Answer answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(BASE + "/embed"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{\"texts\": [\"a\"]}")));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.error().getString("message")).contains("application/json");
  }

  @Test
  void unknownPathAndMethod_answerInTheOneErrorShape() {
    assertThat(HTTP.get("/nothing").status()).isEqualTo(404);
    assertThat(HTTP.get("/nothing").error().getString("code")).isEqualTo("http_404");
    assertThat(HTTP.get("/embed").status()).isEqualTo(405);
    assertThat(HTTP.get("/embed").error().getString("code")).isEqualTo("http_405");
  }

  @Test
  void info_namesModelFingerprintDimensionsLimitsAndVersion() {
    JsonObject info = HTTP.get("/info").json();

    assertThat(info.getString("version")).matches("\\d+\\.\\d+\\.\\d+.*");
    JsonObject model = info.getJsonObject("model");
    assertThat(model.getString("name")).isEqualTo("bge-small-en-v1.5");
    assertThat(model.getString("fingerprint")).matches("[0-9a-f]{64}");
    assertThat(model.getJsonArray("dimensions").toString()).isEqualTo("[384,256,128,64]");
    assertThat(model.getString("matryoshka")).isEqualTo("rotation");
    assertThat(HTTP.get("/rotations/" + model.getString("rotation")).status()).isEqualTo(200);
    assertThat(HTTP.get("/rotations/" + "0".repeat(64)).status()).isEqualTo(404);
    assertThat(info.getJsonObject("limits").getInt("max_request_tokens")).isEqualTo(300_000);
  }

  @Test
  void healthMetricsAndOpenApi_answer() {
    assertThat(HTTP.get("/health/live").status()).isEqualTo(200);
    assertThat(HTTP.get("/health/started").status()).isEqualTo(200);
    assertThat(HTTP.get("/health/ready").status()).isEqualTo(200);
    assertThat(HTTP.get("/metrics").body()).contains("mp_scope=\"base\"");
    assertThat(HTTP.get("/openapi").body()).contains("/embed:", "/info:", "input_type");
  }

  private static JsonArray embedAll(List<String> texts) {
    Answer answer =
        HTTP.embed(
            Json.createObjectBuilder()
                .add("texts", Json.createArrayBuilder(texts))
                .build()
                .toString());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().getJsonArray("embeddings");
  }
}

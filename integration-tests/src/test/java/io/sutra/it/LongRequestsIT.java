package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that take longer than their time limit, and others that share texts with them. */
class LongRequestsIT {

  /** Of these a request has too many for its time. */
  private static final int TEXTS = 1_000;

  private static final List<String> WORDS =
      List.of("river", "stone", "market", "winter", "engine", "harbour", "letter", "garden");

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static HttpProbe http;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    sutra.up(Map.of("SUTRA_REQUEST_TIMEOUT", "3", "SUTRA_INFERENCE_THREADS", "1"));
    http = sutra.embedding();
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private static List<String> texts(String about, int count, int words) {
    var random = new Random(about.hashCode());
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                about
                    + " "
                    + i
                    + IntStream.range(0, words)
                        .mapToObj(word -> " " + WORDS.get(random.nextInt(WORDS.size())))
                        .collect(Collectors.joining()))
        .toList();
  }

  private static String body(List<String> texts) {
    return Json.createObjectBuilder()
        .add("texts", Json.createArrayBuilder(texts))
        .build()
        .toString();
  }

  private static int computed() {
    return http.get("/cache/stats").json().getInt("computed");
  }

  @Test
  void embed_moreTextsThanItsTimeIsEnoughFor_endsWhenItIsRepeated() throws Exception {
    List<String> texts = texts("long", TEXTS, 90);
    int before = computed();
    int late = 0;
    Answer answer = http.embed(body(texts));
    while (answer.status() != 200) {
      // What is left of the last attempt may still fill the queue.
      assertThat(answer.status()).as(answer.body()).isIn(429, 503);
      if (answer.status() == 503) {
        late++;
        assertThat(answer.error().getString("code")).isEqualTo("request_timeout");
        assertThat(answer.error().getString("message")).contains("send the same request again");
      }
      TimeUnit.SECONDS.sleep(Long.parseLong(answer.header("Retry-After")));
      answer = http.embed(body(texts));
    }

    assertThat(late).as("late answers before the last").isPositive();
    assertThat(computed() - before).isBetween(TEXTS, TEXTS + TEXTS / 50);
    JsonArray vectors = answer.json().getJsonArray("embeddings");
    for (int i : List.of(0, TEXTS / 2, TEXTS - 1)) {
      assertThat(vectors.get(i))
          .isEqualTo(
              http.embed(body(texts.subList(i, i + 1))).json().getJsonArray("embeddings").get(0));
    }
  }

  @Test
  void embed_textOfALongRequest_isAnsweredBeforeThatRequestIs() throws Exception {
    // The longest texts are computed first.
    List<String> shared = texts("shared", 1, 200);
    List<String> all = new ArrayList<>(texts("others", TEXTS, 60));
    all.addAll(shared);
    int before = computed();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> large = callers.submit(() -> http.embed(body(all)));
      Waiting.until(() -> computed() > before || large.isDone());

      Answer small = http.embed(body(shared));

      assertThat(small.status()).as(small.body()).isEqualTo(200);
      assertThat(large.isDone()).as("the long request is still under way").isFalse();
      assertThat(large.get().status()).isIn(200, 503);
    }
  }
}

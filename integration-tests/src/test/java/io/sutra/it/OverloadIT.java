package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More work than ml-base can do: it refuses what it must, answers the rest, and counts both. */
class OverloadIT {

  private static final String LONG_TEXT = "\"" + "word ".repeat(600).strip() + "\"";

  @TempDir private Path home;
  private SutraInstance sutra;
  private @Nullable Process server;

  @BeforeEach
  void choosePort() {
    sutra = new SutraInstance(home);
  }

  @AfterEach
  void stop() throws InterruptedException {
    Process started = server;
    if (started != null) {
      started.destroy();
      assertThat(started.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  /** Nobody but ml-base takes part. */
  private void start(Map<String, String> environment) throws Exception {
    StartedServer started = sutra.startMlBase(environment);
    server = started.process();
    started.awaitOk(sutra.mlBase(), "/health/ready");
  }

  @Test
  void embed_moreThanTheQueueHolds_refusesTheExcessWithRetryAfterAndAnswersTheRest()
      throws Exception {
    start(Map.of("SUTRA_QUEUE_TOKENS", "2048", "SUTRA_INFERENCE_THREADS", "1"));
    HttpProbe http = sutra.mlBase();
    String body = "{\"texts\": [" + LONG_TEXT + ", " + LONG_TEXT + "]}";

    int refused = 0;
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(callers.submit(() -> http.embed(body)));
      }
      for (Future<Answer> call : calls) {
        Answer answer = call.get();
        if (answer.status() == 429) {
          refused++;
          assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
          assertThat(Integer.parseInt(answer.header("retry-after-ms"))).isPositive();
          assertThat(answer.error().getString("code")).isEqualTo("rate_limit_exceeded");
        } else {
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          assertThat(answer.json().getJsonArray("embeddings")).hasSize(2);
        }
      }
    }

    assertThat(refused).isBetween(1, 39);
    assertThat(metric(http, "sutra_rejected_total")).isEqualTo(refused);
    assertThat(metric(http, "sutra_queue_tokens")).isZero();
    assertThat(metric(http, "sutra_queue_age_seconds")).isZero();
    int answered = 40 - refused;
    assertThat(metric(http, "sutra_texts_total")).isEqualTo(2 * answered);
    assertThat(metric(http, "sutra_tokens_total")).isEqualTo(2 * 512 * answered);
    assertThat(metric(http, "sutra_truncated_texts_total")).isGreaterThanOrEqualTo(2 * answered);
    assertThat(metric(http, "sutra_queue_wait_seconds_count")).isEqualTo(2 * answered);
    assertThat(metric(http, "sutra_batch_texts_sum")).isEqualTo(2 * answered);
    assertThat(metric(http, "sutra_batch_tokens_sum")).isEqualTo(2 * 512 * answered);
    assertThat(metric(http, "sutra_inference_seconds_count"))
        .isEqualTo(metric(http, "sutra_batch_texts_count"));
    assertThat(metric(http, "sutra_tokenize_seconds_count")).isGreaterThanOrEqualTo(answered);
    assertThat(metric(http, "sutra_padding_share")).isZero();
    assertThat(http.embed("{\"texts\": [\"calm again\"]}").status()).isEqualTo(200);
  }

  @Test
  void embed_longerThanTheTimeout_is503AndItsWorkIsDropped() throws Exception {
    start(Map.of("SUTRA_REQUEST_TIMEOUT", "1", "SUTRA_INFERENCE_THREADS", "1"));
    HttpProbe http = sutra.mlBase();

    Answer answer = http.embed("{\"texts\": [" + (LONG_TEXT + ",").repeat(199) + LONG_TEXT + "]}");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().getString("code")).isEqualTo("request_timeout");
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(metric(http, "sutra_timed_out_total")).isEqualTo(1);
    assertThat(metric(http, "sutra_queue_tokens")).isZero();
    assertThat(http.embed("{\"texts\": [\"calm again\"]}").status()).isEqualTo(200);
    assertThat(metric(http, "sutra_texts_total")).isLessThan(200);
  }

  /** Each connection takes some of the heap; without a bound enough of them end the server. */
  @Test
  void connections_moreThanAllowed_areClosedAndTheRestIsServed() throws Exception {
    start(Map.of("SUTRA_MAX_CONNECTIONS", "60"));

    List<Socket> open = new ArrayList<>();
    int answered = 0;
    try {
      for (int i = 0; i < 100; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), sutra.mlBasePort());
        open.add(socket);
        answered += isAnswered(socket) ? 1 : 0;
      }
      assertThat(answered).isBetween(1, 60);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }

    HttpProbe http = sutra.mlBase();
    Waiting.until(() -> http.embed("{\"texts\": [\"calm again\"]}").status() == 200);
  }

  private static boolean isAnswered(Socket socket) {
    try {
      socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void embed_callerHangsUp_itsWorkIsDropped() throws Exception {
    start(Map.of("SUTRA_INFERENCE_THREADS", "1"));
    HttpProbe http = sutra.mlBase();
    String body = "{\"texts\": [" + (LONG_TEXT + ",").repeat(199) + LONG_TEXT + "]}";

    try (var caller = new Socket(InetAddress.getLoopbackAddress(), sutra.mlBasePort())) {
      caller
          .getOutputStream()
          .write(
              ("POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      await(() -> metric(http, "sutra_queue_tokens") > 0);
      // Long enough on the table of connections to be seen there.
      await(() -> metric(http, "sutra_texts_total") > 20);
    }

    await(() -> metric(http, "sutra_abandoned_total") == 1);
    assertThat(metric(http, "sutra_queue_tokens")).isZero();
    assertThat(metric(http, "sutra_texts_total")).isLessThan(200);
    assertThat(http.embed("{\"texts\": [\"calm again\"]}").status()).isEqualTo(200);
    assertThat(sutra.logs()).doesNotContain("failed unexpectedly", "IOException");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static double metric(HttpProbe http, String name) {
    String all = http.get("/metrics?scope=application").body();
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*})? (\\S+)$").matcher(all);
    assertThat(line.find()).as("%s in%n%s", name, all).isTrue();
    return Double.parseDouble(line.group(1));
  }
}

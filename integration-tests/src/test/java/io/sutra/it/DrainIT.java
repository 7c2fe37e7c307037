package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: not ready first, then the port closes, what is in flight is answered, exit code 0. */
class DrainIT {

  @TempDir private Path home;
  private SutraInstance sutra;

  @BeforeEach
  void choosePort() {
    sutra = new SutraInstance(home);
  }

  @Test
  void sigterm_underLoad_turnsUnreadyThenAnswersWhatIsInFlightThenExitsWith0() throws Exception {
    StartedServer started =
        sutra.startMlBase(
            Map.of(
                "SUTRA_DRAIN_DELAY", "3",
                "SUTRA_INFERENCE_THREADS", "1",
                // A slow processor may take its time: what is asked is that nothing is dropped.
                "SUTRA_REQUEST_TIMEOUT", "120"));
    Process server = started.process();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpProbe http = sutra.mlBase();
      started.awaitOk(http, "/health/ready");

      // Long enough to be in flight when the port closes.
      String text = "\"" + "word ".repeat(600).strip() + "\"";
      Future<Answer> inFlight =
          callers.submit(() -> http.embed("{\"texts\": [" + (text + ",").repeat(39) + text + "]}"));
      Waiting.until(() -> queuedTokens(http) > 0);
      server.destroy();

      Waiting.until(() -> http.get("/health/ready").status() == 503);
      assertThat(http.embed("{\"texts\": [\"not noticed yet\"]}").status()).isEqualTo(200);
      Answer answered = inFlight.get(2, TimeUnit.MINUTES);
      assertThat(answered.status()).as(answered.body()).isEqualTo(200);
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  private static double queuedTokens(HttpProbe http) {
    return http.get("/metrics?scope=application")
        .body()
        .lines()
        .filter(line -> line.startsWith("sutra_queue_tokens"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}

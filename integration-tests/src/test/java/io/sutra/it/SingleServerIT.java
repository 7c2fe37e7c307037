package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance.Result;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sutra up --single}: everything but the shard in one server. */
class SingleServerIT {

  @TempDir private static Path home;
  private static SutraInstance sutra;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    Result up = sutra.sutra(Map.of(), "up", "--single");
    assertThat(up.exit()).as(up.output()).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
    assertThat(sutra.processes()).isEmpty();
  }

  @Test
  void embed_oneServer_answersAndCaches() throws Exception {
    String request = "{\"texts\": [\"one server\"]}";

    assertThat(sutra.embedding().embed(request).status()).isEqualTo(200);
    assertThat(sutra.embedding().embed(request).hits()).isEqualTo("1/1");
  }

  @Test
  void status_oneServer_isItAndTheShard() throws Exception {
    Result status = sutra.bare("status");

    assertThat(status.exit()).as(status.output()).isZero();
    assertThat(status.output().lines()).hasSize(2);
    assertThat(status.output())
        .containsPattern("cache-shard +ready")
        .containsPattern("sutra +ready");
  }

  @Test
  void validate_oneServer_keepsEveryPromise() throws Exception {
    Result validate = sutra.bare("validate");

    assertThat(validate.exit()).as(validate.output()).isZero();
  }

  @Test
  void monitor_oneServer_findsWhatInferenceDoes() throws Exception {
    Result monitor = sutra.bare("monitor", "--once");

    assertThat(monitor.exit()).as(monitor.output()).isZero();
  }
}

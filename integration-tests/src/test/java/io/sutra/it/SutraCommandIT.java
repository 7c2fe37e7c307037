package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance.Result;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sutra} as a newcomer calls it: the launcher, a real server, the printed request. */
class SutraCommandIT {

  @TempDir private Path home;
  private SutraInstance sutra;

  @BeforeEach
  void choosePort() {
    sutra = new SutraInstance(home);
  }

  @AfterEach
  void stop() throws Exception {
    sutra.down();
  }

  @Test
  void up_thenThePrintedRequest_answersWithAVector() throws Exception {
    Result up = sutra.sutra(Map.of(), "up");
    assertThat(up.exit()).as(up.output()).isZero();

    Matcher curl = Pattern.compile("(?m)^ *curl .*$").matcher(up.output());
    assertThat(curl.find()).as(up.output()).isTrue();
    Result answer = sutra.run(List.of("bash", "-c", curl.group()), Map.of());
    assertThat(parse(answer.output()).getJsonArray("embeddings").getJsonArray(0)).hasSize(384);

    Result status = sutra.sutra(Map.of(), "status", "--json");
    assertThat(status.exit()).isZero();
    assertThat(parse(status.output()).getJsonArray("servers").getValuesAs(JsonObject.class))
        .extracting(server -> server.getString("name") + " " + server.getString("state"))
        .containsExactly("cache-shard ready", "ml-base ready", "embedding ready");
    assertThat(curl.group()).contains(":" + sutra.embeddingPort() + "/embed");

    Result again = sutra.sutra(Map.of(), "up");
    assertThat(again.exit()).isZero();
    assertThat(again.output()).contains("already running").doesNotContain("Building");

    assertThat(sutra.sutra(Map.of(), "down").exit()).isZero();
    assertThat(sutra.sutra(Map.of(), "status").exit()).isEqualTo(1);
  }

  @Test
  void up_badSettings_failsNamingEveryKeyValueAndWhatIsAllowed() throws Exception {
    Result up =
        sutra.sutra(Map.of("SUTRA_L1_CAPACITY", "-1", "SUTRA_REQUEST_TIMEOUT", "soon"), "up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output())
        .contains("SUTRA_L1_CAPACITY is '-1'; allowed is")
        .contains("SUTRA_REQUEST_TIMEOUT is 'soon'; allowed is");
    assertThat(sutra.bare("status").output()).contains("stopped");
  }

  @Test
  void up_dimensionThatTheModelDoesNotHave_failsInItsWordsAndIsNotRemembered() throws Exception {
    Result up = sutra.sutra(Map.of("MATRYOSHKA_DIM", "100"), "up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output())
        .contains("MATRYOSHKA_DIM is '100'; allowed is one of 384, 256, 128, 64");
    assertThat(sutra.processes()).isEmpty();
    assertThat(sutra.bare("settings").output()).doesNotContain("'100'");
    assertThat(home.resolve("sutra.properties")).doesNotExist();
  }

  @Test
  void up_modelFolderMissing_failsSayingWhichFileIsNeeded() throws Exception {
    Result up = sutra.sutra(Map.of("SUTRA_MODELS_DIR", home.resolve("nothing").toString()), "up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output()).contains("SUTRA_MODELS_DIR", "bge-small-en-v1.5");
  }

  @Test
  void up_portTaken_failsSayingSo() throws Exception {
    try (var other = new ServerSocket(sutra.embeddingPort(), 1, InetAddress.getLoopbackAddress())) {
      Result up = sutra.sutra(Map.of(), "up");

      assertThat(up.exit()).isEqualTo(1);
      assertThat(up.output())
          .contains(
              "Port " + other.getLocalPort() + ", which embedding needs, is taken",
              "EMBEDDING_PORT=");
      assertThat(sutra.sutra(Map.of(), "status").output()).doesNotContain("ready");
    }
  }

  @Test
  void wrongUsage_isExitCode2AndShowsTheCommands() throws Exception {
    Result result = sutra.sutra(Map.of(), "upp");

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).contains("upp");
  }

  private static JsonObject parse(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}

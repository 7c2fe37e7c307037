package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance.Result;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * One instance from its start to its end, commanded from shells that have no variable at all: what
 * it was started with is what every command uses.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RememberedSettingsIT {

  private static final List<String> SERVERS = List.of("cache-shard", "ml-base", "embedding");

  @TempDir private static Path home;
  private static SutraInstance sutra;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    sutra.up(Map.of("MATRYOSHKA_DIM", "128"));
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
    assertThat(sutra.processes()).isEmpty();
  }

  private static int dimension() {
    return sutra.embedding().get("/info").json().getInt("default_dimension");
  }

  private static Result bare(String... arguments) throws Exception {
    Result result = sutra.bare(arguments);
    assertThat(result.exit()).as(result.output()).isZero();
    return result;
  }

  private static JsonObject json(Result result) {
    String text = result.output().substring(result.output().indexOf('{'));
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static List<Long> pids() throws Exception {
    List<Long> pids = new ArrayList<>();
    for (String server : SERVERS) {
      pids.add(sutra.process(server).pid());
    }
    return pids;
  }

  private static void kill(String server) throws Exception {
    ProcessHandle process = sutra.process(server);
    process.destroyForcibly();
    process.onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  @Order(1)
  void status_bareShell_findsThisInstance() throws Exception {
    assertThat(bare("status", "--json").output())
        .contains("localhost:" + sutra.embeddingPort(), "localhost:" + sutra.mlBasePort());
    assertThat(dimension()).isEqualTo(128);
  }

  @Test
  @Order(2)
  void up_shellThatAsksForOthers_isRefusedSayingWhichAndChangesNothing() throws Exception {
    List<Long> before = pids();

    Result up =
        sutra.sutra(Map.of("MATRYOSHKA_DIM", "256", "SUTRA_CACHE_TOKEN", "not-to-be-shown"), "up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output())
        .contains("MATRYOSHKA_DIM is '256' here; it runs with '128'", "SUTRA_CACHE_TOKEN")
        .contains("./sutra down", "./sutra set")
        .doesNotContain("not-to-be-shown");
    assertThat(pids()).isEqualTo(before);
    assertThat(dimension()).isEqualTo(128);
  }

  @Test
  @Order(3)
  void up_afterKillOfEachServer_bringsItBackAsItWasAndLeavesTheOthersAlone() throws Exception {
    for (String server : SERVERS) {
      List<Long> before = pids();
      kill(server);
      assertThat(sutra.bare("status").output()).containsPattern(server + " +crashed");

      bare("up");

      for (int i = 0; i < SERVERS.size(); i++) {
        boolean same = sutra.process(SERVERS.get(i)).pid() == before.get(i);
        assertThat(same).as(SERVERS.get(i)).isEqualTo(!SERVERS.get(i).equals(server));
      }
      assertThat(home.resolve("logs/" + server + ".1.log")).isNotEmptyFile();
      assertThat(dimension()).isEqualTo(128);
    }
  }

  @Test
  @Order(4)
  void status_shardThatHangs_isNotAnswering() throws Exception {
    String shard = Long.toString(sutra.process("cache-shard").pid());
    assertThat(sutra.run(List.of("kill", "-STOP", shard), Map.of()).exit()).isZero();
    try {
      Result status = sutra.bare("status");

      assertThat(status.exit()).isEqualTo(1);
      assertThat(status.output()).containsPattern("cache-shard +not answering");
    } finally {
      sutra.run(List.of("kill", "-CONT", shard), Map.of());
    }
  }

  @Test
  @Order(5)
  void set_whileItRuns_saysWhatToRestartAndCountsFromThereOn() throws Exception {
    assertThat(bare("set", "MATRYOSHKA_DIM=64").output())
        .contains("MATRYOSHKA_DIM is 64", "./sutra restart ml-base embedding");
    kill("embedding");
    assertThat(bare("up").output()).contains("started with other values of MATRYOSHKA_DIM");
    assertThat(dimension()).isEqualTo(128);
    assertThat(json(bare("settings", "--json")).getJsonArray("settings").toString())
        .contains(
            "{\"key\":\"MATRYOSHKA_DIM\",\"value\":\"64\",\"origin\":\"sutra.properties\","
                + "\"pending\":true");

    bare("restart");

    assertThat(dimension()).isEqualTo(64);
  }

  @Test
  @Order(6)
  void set_mistakes_areAllSaidAndNothingIsWritten() throws Exception {
    String before = Files.readString(home.resolve("sutra.properties"));

    Result set = sutra.bare("set", "SUTRA_CACHE_SINC=none", "EMBEDDING_PORT=http", "what");

    assertThat(set.exit()).isEqualTo(1);
    assertThat(set.output())
        .contains("SUTRA_CACHE_SYNC", "EMBEDDING_PORT is 'http'; allowed is", "Argument 3");
    assertThat(home.resolve("sutra.properties")).hasContent(before);
  }

  @Test
  @Order(7)
  void file_editedBadly_isRefusedByWhatStartsServersAndNotByWhatLooks() throws Exception {
    Path file = home.resolve("sutra.properties");
    String before = Files.readString(file);
    Files.writeString(file, before + "SUTRA_CACHE_SYNC=often\n");

    Result restart = sutra.bare("restart");

    assertThat(restart.exit()).isEqualTo(1);
    int line = (int) before.lines().count() + 1;
    assertThat(restart.output())
        .contains(file + ", line " + line + ": SUTRA_CACHE_SYNC is 'often'; allowed is");
    bare("status");
    Files.writeString(file, before);
  }

  @Test
  @Order(8)
  void validate_bareShell_measuresThisInstance() throws Exception {
    JsonObject checks = json(sutra.bare("validate", "--json"));

    assertThat(checks.getJsonArray("checks").getValuesAs(JsonObject.class))
        .allSatisfy(check -> assertThat(check.getBoolean("passed")).as("%s", check).isTrue());
    assertThat(dimension()).isEqualTo(64);
  }

  @Test
  @Order(9)
  void restart_portTakenByAnother_isRefusedBeforeAnythingStops() throws Exception {
    List<Long> before = pids();
    String port = Integer.toString(sutra.embeddingPort());
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bare("set", "EMBEDDING_PORT=" + other.getLocalPort());

      Result restart = sutra.bare("restart");

      assertThat(restart.exit()).isEqualTo(1);
      assertThat(restart.output()).contains("Port " + other.getLocalPort());
    } finally {
      bare("set", "EMBEDDING_PORT=" + port);
    }
    assertThat(pids()).isEqualTo(before);
    assertThat(dimension()).isEqualTo(64);
  }

  @Test
  @Order(10)
  void up_fileOfTheTokenIsGone_doesNotBringTheShardBackOpen() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "a-token-of-this-test");
    bare("set", "SUTRA_CACHE_TOKEN_FILE=" + token);
    bare("restart", "cache-shard", "embedding");
    Files.delete(token);
    kill("cache-shard");

    Result up = sutra.bare("up");

    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.output()).contains("SUTRA_CACHE_TOKEN_FILE is '" + token);
    assertThat(sutra.bare("status").output()).containsPattern("cache-shard +crashed");
  }
}

package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sutra.ear}: everything in one application server. */
class EarIT {

  private static final Path EAR = SutraInstance.ROOT.resolve("ear/target/sutra.ear");

  @TempDir private Path home;

  @Test
  void archive_contractOfTheCache_isThereOnce() throws IOException {
    List<String> contracts = new ArrayList<>();
    try (var ear = new ZipFile(EAR.toFile())) {
      for (ZipEntry entry : ear.stream().toList()) {
        if (entry.getName().contains("cache-api")) {
          contracts.add(entry.getName());
        }
        if (entry.getName().matches(".*\\.[wr]ar")) {
          try (InputStream module = ear.getInputStream(entry)) {
            contracts.addAll(contractsIn(entry.getName(), module.readAllBytes()));
          }
        }
      }
    }
    assertThat(contracts).containsExactly("lib/cache-api-jar.jar");
  }

  private static List<String> contractsIn(String module, byte[] archive) throws IOException {
    List<String> found = new ArrayList<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().contains("cache-api")) {
          found.add(module + "!" + entry.getName());
        }
      }
    }
    return found;
  }

  @Test
  void server_withTheEarAlone_answersCachesAndComputes() throws Exception {
    var sutra = new SutraInstance(home);
    Process shard = sutra.startShard();
    StartedServer started =
        sutra.startEar(Map.of("SUTRA_L1_CAPACITY", "0", "SUTRA_DRAIN_DELAY", "0"));
    Process server = started.process();
    try {
      HttpProbe http = sutra.embedding();
      started.awaitOk(http, "/health/ready");
      Waiting.until(() -> http.get("/cache/stats").json().getBoolean("l2_available"));
      String request = "{\"texts\": [\"one server for all\"], \"dimension\": 64}";

      Answer computed = http.embed(request);
      assertThat(computed.status()).as(computed.body()).isEqualTo(200);
      Waiting.until(() -> http.embed(request).hits().equals("1/1"));

      assertThat(http.get("/cache/stats").json().getInt("l2_hits")).isPositive();
      assertThat(http.embed(request).json().get("embeddings"))
          .isEqualTo(computed.json().get("embeddings"));
      assertThat(http.get("/ml-base/info").json().getString("service")).isEqualTo("ml-base");
      assertThat(http.get("/info").json().getString("service")).isEqualTo("embedding");
    } finally {
      server.destroy();
      server.waitFor(1, TimeUnit.MINUTES);
      server.destroyForcibly();
      shard.destroy();
      shard.waitFor(1, TimeUnit.MINUTES);
    }
  }
}

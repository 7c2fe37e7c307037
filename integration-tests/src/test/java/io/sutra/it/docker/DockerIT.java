package io.sutra.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe;
import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import io.sutra.it.Waiting;
import io.sutra.it.docker.DockerEngine.Unavailable;
import io.sutra.it.documentation.CommandPage;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./sutra deploy} on a real engine: both profiles come up and do what is promised, a killed
 * replica loses no request, and the cache outlives the containers. One deployment for all methods,
 * because a start takes half a minute.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");
  private static final String KEPT = "A text that outlives its containers.";
  private static final int CALLERS = 4;

  @TempDir private static Path home;
  private static @Nullable DockerEngine engine;
  private static @Nullable SutraInstance sutra;
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @BeforeAll
  static void findAnEngine() throws Exception {
    DockerEngine found;
    try {
      found = DockerEngine.open();
    } catch (Unavailable e) {
      skip(String.valueOf(e.getMessage()));
      return;
    }
    Optional<String> others = found.somebodyElses();
    if (others.isPresent()) {
      found.close();
      skip("Sutra is already deployed on this engine: " + others.get());
    }
    engine = found;
    sutra = new SutraInstance(home);
    SETTINGS.putAll(found.baseImageVariables());
    SETTINGS.put("SUTRA_IMAGE_TAG", "it");
    SETTINGS.put("ML_BASE_REPLICA_PORT", "28891");
    try (var metrics = new ServerSocket(0);
        var statistics = new ServerSocket(0)) {
      SETTINGS.put("SUTRA_CACHE_METRICS_PORT", Integer.toString(metrics.getLocalPort()));
      SETTINGS.put("HAPROXY_STATS_PORT", Integer.toString(statistics.getLocalPort()));
    }
  }

  private static void skip(String reason) {
    String line = "SKIPPED: nothing is tested in containers, because " + reason;
    System.err.println("\n" + "!".repeat(80) + "\n" + line + "\n" + "!".repeat(80));
    Assumptions.abort(line);
  }

  @AfterAll
  static void stop() throws Exception {
    if (engine != null) {
      try {
        sutra("down");
        DockerEngine.run(
            "docker", "volume", "rm", "sutra-cache", "sutra-ml-base-work", "sutra-embedding-state");
      } finally {
        engine.close();
      }
    }
  }

  private static SutraInstance instance() {
    SutraInstance found = sutra;
    if (found == null) {
      throw new IllegalStateException("there is no engine");
    }
    return found;
  }

  private static Result sutra(String... arguments) throws Exception {
    return instance().sutra(SETTINGS, arguments);
  }

  private static void succeeds(String... arguments) throws Exception {
    Result result = sutra(arguments);
    assertThat(result.exit()).as(result.output()).isZero();
  }

  private static HttpProbe.Answer ask(String text) {
    return instance().embedding().embed("{\"texts\": [\"" + text + "\"]}");
  }

  @Test
  @Order(1)
  void deploy_comesUpAndKeepsThePromisesOfVectorsAndCaches() throws Exception {
    succeeds("deploy");

    succeeds("status");
    succeeds("validate", "--phases", "0,1");
    Result logs = sutra("logs", "storage-cache-shard");
    assertThat(logs.output()).contains("client 'sutra' connected from");
  }

  @Test
  @Order(2)
  void servers_runAsNobodyOnAFileSystemThatTheyCannotWrite() throws Exception {
    for (String name :
        new String[] {"storage-cache-shard", "ml-base-service", "sutra-embedding-service"}) {
      assertThat(DockerEngine.run("docker", "exec", name, "id", "-u").text().strip())
          .as(name)
          .isEqualTo("10001");
      assertThat(DockerEngine.run("docker", "exec", name, "touch", "/opt/sutra/x").exit())
          .as(name)
          .isNotZero();
    }
  }

  @Test
  @Order(3)
  void downAndDeploy_theCacheIsKept() throws Exception {
    assertThat(ask(KEPT).status()).isEqualTo(200);
    Waiting.until(
        () -> !instance().embedding().get("/cache/stats").body().contains("\"l2_written\":0"));
    succeeds("down");
    assertThat(sutra("status").exit()).isEqualTo(1);

    succeeds("deploy", "--scaling");

    assertThat(ask(KEPT).hits()).isEqualTo("1/1");
  }

  @Test
  @Order(4)
  void scaling_keepsThePromisesOfReplicas() throws Exception {
    succeeds("validate", "--phases", "2");
  }

  @Test
  @Order(5)
  void replicaKilledUnderLoad_noRequestFails() throws Exception {
    Load load = new Load();
    try (load) {
      load.awaitMore(50);
      assertThat(DockerEngine.run("docker", "kill", "ml-base-2").exit()).isZero();
      load.awaitMore(200);
    }
    assertThat(load.failed.get()).as("of %d requests", load.done.get()).isZero();
    assertThat(sutra("status").exit()).isEqualTo(1);

    succeeds("deploy", "--scaling");
    succeeds("status");
  }

  @Test
  @Order(6)
  void rollingRestart_noRequestFails() throws Exception {
    Load load = new Load();
    try (load) {
      load.awaitMore(50);
      if (FULL) {
        succeeds("restart");
      } else {
        succeeds("restart", "ml-base-1", "ml-base-lb");
      }
      load.awaitMore(50);
    }
    assertThat(load.failed.get()).as("of %d requests", load.done.get()).isZero();
  }

  @Test
  @Order(7)
  void commandsOfTheDeploymentGuide_succeed() throws Exception {
    List<String> commands = CommandPage.read("deployment/PRODUCTION_DEPLOYMENT_GUIDE.md").docker();
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      String here =
          command
              .replace("localhost:8888", "localhost:" + instance().embeddingPort())
              .replace("localhost:9999", "localhost:" + SETTINGS.get("HAPROXY_STATS_PORT"))
              .replace("curl -s ", "curl -sS --fail-with-body ");
      Result result = instance().run(List.of("bash", "-c", here), SETTINGS);
      assertThat(result.exit()).as("%s%n%s", command, result.output()).isZero();
    }
  }

  /** Callers that ask the embedding service for texts that nobody asked for before. */
  private static final class Load implements AutoCloseable {

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    Load() {
      HttpProbe service = instance().embedding();
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (!over.get()) {
                if (!succeeds(service)) {
                  failed.incrementAndGet();
                }
                done.incrementAndGet();
              }
            });
      }
    }

    private static boolean succeeds(HttpProbe service) {
      try {
        return service.embed("{\"texts\": [\"text " + UUID.randomUUID() + "\"]}").status() == 200;
      } catch (UncheckedIOException e) {
        return false;
      }
    }

    void awaitMore(int requests) throws Exception {
      int from = done.get();
      Waiting.within(Duration.ofMinutes(2), () -> done.get() >= from + requests);
    }

    @Override
    public void close() {
      over.set(true);
      callers.close();
    }
  }
}

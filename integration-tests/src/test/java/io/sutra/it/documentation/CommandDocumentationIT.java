package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of the guides that do not need containers, run as it stands but for the ports: the
 * quickstart from nothing to nothing, the others with replicas running.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandDocumentationIT {

  private static final int REPLICA_PORT = 27_891;

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static int statisticsPort;

  @BeforeAll
  static void choosePorts() throws IOException {
    sutra = new SutraInstance(home);
    try (var statistics = new ServerSocket(0)) {
      statisticsPort = statistics.getLocalPort();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  @TestFactory
  @Order(1)
  Stream<DynamicTest> quickstart() throws IOException {
    return tests("getting-started/quickstart.md");
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> pagesAboutWhatRuns() throws Exception {
    Result up = run("./sutra up --scaling");
    assertThat(up.exit()).as(up.output()).isZero();
    return Stream.of(
            "architecture/scaling/SUMMARY.md",
            "architecture/scaling/PHASE0_MATRYOSHKA.md",
            "architecture/scaling/PHASE1_SUTRA_CACHE.md",
            "operations/troubleshooting.md")
        .flatMap(
            page -> {
              try {
                return tests(page);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static Stream<DynamicTest> tests(String page) throws IOException {
    List<String> commands = CommandPage.read(page).plain();
    assertThat(commands).as(page).isNotEmpty();
    return commands.stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    page + ": " + command,
                    () -> {
                      Result result = run(command);
                      assertThat(result.exit()).as(result.output()).isZero();
                    }));
  }

  private static Result run(String command) throws Exception {
    String here =
        command
            .replace("localhost:8888", "localhost:" + sutra.embeddingPort())
            .replace("localhost:9999", "localhost:" + statisticsPort)
            // A refusal is a failure here.
            .replace("curl -s ", "curl -sS --fail-with-body ");
    return sutra.run(
        List.of("bash", "-c", here),
        Map.of(
            "ML_BASE_REPLICA_PORT",
            Integer.toString(REPLICA_PORT),
            "HAPROXY_STATS_PORT",
            Integer.toString(statisticsPort)));
  }
}

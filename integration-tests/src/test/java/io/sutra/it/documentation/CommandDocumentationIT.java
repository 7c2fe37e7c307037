package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * README, the quickstart and the page on models from nothing to nothing, the others with replicas
 * running.
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
  Stream<DynamicTest> pagesThatStartAndStop() throws IOException {
    // The README's commands leave running what the quickstart then finds running.
    return tests("../README.md", "getting-started/quickstart.md", "models.md");
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> pagesAboutWhatRuns() throws Exception {
    Result up = run("./sutra up --scaling");
    assertThat(up.exit()).as(up.output()).isZero();
    return tests(
        "architecture/scaling/SUMMARY.md",
        "architecture/scaling/PHASE0_MATRYOSHKA.md",
        "architecture/scaling/PHASE1_SUTRA_CACHE.md",
        "architecture/scaling/SCALING_IMPLEMENTATION.md",
        "embedding/SERVICE_OVERVIEW.md",
        "deployment/README.md",
        "deployment/COMING_FROM_V2.md",
        "operations/troubleshooting.md");
  }

  private static Stream<DynamicTest> tests(String... pages) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : pages) {
      List<CommandPage.Command> commands = CommandPage.read(page).plain();
      assertThat(commands).as(page).isNotEmpty();
      for (CommandPage.Command command : commands) {
        tests.add(DynamicTest.dynamicTest(page + ": " + command.text(), () -> check(command)));
      }
    }
    return tests.stream();
  }

  private static void check(CommandPage.Command command) throws Exception {
    // A refusal that is not shown is a failure, which curl explains.
    Result result =
        run(
            command
                .text()
                .replace(
                    "curl -s ", "curl -s --fail-with-body " + (command.refused() ? "" : "-S ")));
    if (command.refused()) {
      assertThat(result.exit()).as(result.output()).isNotZero();
    } else {
      assertThat(result.exit()).as(result.output()).isZero();
    }
    if (!command.answer().isEmpty()) {
      Elided.assertSameJson(result.output(), command.answer());
    }
  }

  private static Result run(String command) throws Exception {
    String here =
        command
            .replace("localhost:8888", "localhost:" + sutra.embeddingPort())
            .replace("localhost:9999", "localhost:" + statisticsPort);
    return sutra.run(
        List.of("bash", "-c", here),
        Map.of(
            "ML_BASE_REPLICA_PORT",
            Integer.toString(REPLICA_PORT),
            "HAPROXY_STATS_PORT",
            Integer.toString(statisticsPort)));
  }
}

package io.sutra.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SutraCommandTest {

  private static final String ROOT = "sutra.root";

  @TempDir private Path checkout = Path.of("set by JUnit");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeACheckoutInWhichNothingRuns() throws IOException {
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    System.setProperty(ROOT, checkout.toString());
  }

  @AfterEach
  void forgetTheCheckout() {
    System.clearProperty(ROOT);
  }

  @Test
  void status_nothingRunsAsJson_isStoppedAndExitsWithOne() {
    assumeCallersEnvironmentIsPlain();

    assertThat(execute("status", "--json")).isEqualTo(1);

    assertThat(out)
        .hasToString(
            "{\"servers\":[{\"name\":\"cache-shard\",\"state\":\"stopped\","
                + "\"url\":\"tcp://localhost:50052\"},"
                + "{\"name\":\"ml-base\",\"state\":\"stopped\","
                + "\"url\":\"http://localhost:8887\"},"
                + "{\"name\":\"embedding\",\"state\":\"stopped\","
                + "\"url\":\"http://localhost:8888\"}]}"
                + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void status_nothingRuns_isALineForEachServer() {
    assumeCallersEnvironmentIsPlain();

    assertThat(execute("status")).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("cache-shard +stopped +tcp://localhost:50052 +\\R")
        .containsPattern("ml-base +stopped +http://localhost:8887 +\\R")
        .containsPattern("embedding +stopped +http://localhost:8888 +\\R");
  }

  @Test
  void down_nothingRuns_saysSoAndIsDone() {
    assumeCallersEnvironmentIsPlain();

    assertThat(execute("down")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "embedding is not running", "ml-base is not running", "cache-shard is not running");
  }

  @Test
  void set_keyAndSecretAsTwoArguments_doesNotPrintTheSecret() {
    assertThat(execute("set", "SUTRA_CACHE_TOKEN", "aHVudGVyMg=")).isEqualTo(1);

    assertThat(err.toString()).contains("SUTRA_CACHE_TOKEN", "KEY=VALUE");
    assertThat(out.toString() + err).doesNotContain("aHVudGVyMg");
  }

  @Test
  void set_secretWithoutAKey_isNamedByItsPlace() {
    assertThat(execute("set", "EMBEDDING_PORT=8888", "hunter2")).isEqualTo(1);

    assertThat(err.toString()).contains("Argument 2").doesNotContain("hunter2");
  }

  @Test
  void down_settingsThatAreNotUtf8_stopsNevertheless() throws IOException {
    assumeCallersEnvironmentIsPlain();
    Files.createDirectories(checkout.resolve(".sutra"));
    Files.write(
        checkout.resolve(".sutra/sutra.properties"),
        "# \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(execute("down")).isZero();
    assertThat(execute("status")).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void unset_keyThatStandsTwice_removesBothLines() throws IOException {
    assumeCallersEnvironmentIsPlain();
    Files.createDirectories(checkout.resolve(".sutra"));
    Path file = checkout.resolve(".sutra/sutra.properties");
    Files.writeString(file, "MODEL_NAME=a\nMATRYOSHKA_DIM=128\nMODEL_NAME=b\n");

    assertThat(execute("unset", "MODEL_NAME", "MATRYOSHKA_DIM")).isZero();

    assertThat(file).isEmptyFile();
  }

  @Test
  void logs_noneYet_saysWhatToDoWithoutAStackTrace() {
    assumeCallersEnvironmentIsPlain();

    assertThat(execute("logs")).isEqualTo(1);

    assertThat(err.toString()).contains("./sutra up").doesNotContain("\tat ");
  }

  @Test
  void logs_ofAnUnknownServer_namesThoseThatThereAre() {
    assertThat(execute("logs", "mlbase")).isEqualTo(2);

    assertThat(err.toString()).contains("'mlbase'", "cache-shard, ml-base, embedding");
  }

  @Test
  void status_replicasWereStarted_isALineForEachAndForTheirBalancer() throws IOException {
    assumeCallersEnvironmentIsPlain();
    Files.createDirectories(checkout.resolve(".sutra/run"));
    Files.writeString(checkout.resolve(".sutra/run/replicas"), "2");

    assertThat(execute("status")).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("ml-base-1 +stopped +http://localhost:8891 +\\R")
        .containsPattern("ml-base-2 +stopped +http://localhost:8892 +\\R")
        .containsPattern("ml-base-lb +stopped +http://localhost:8887 +\\R");
  }

  @Test
  void restart_ofAnUnknownServer_namesThoseThatThereAre() {
    assertThat(execute("restart", "ml-base-9")).isEqualTo(2);

    assertThat(err.toString()).contains("'ml-base-9'", "cache-shard, ml-base, embedding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "down", "status", "logs", "restart", "build", "test"})
  void command_outsideACheckout_saysHowToCallIt(String command) throws IOException {
    Files.delete(checkout.resolve("pom.xml"));

    assertThat(execute(command)).isEqualTo(1);

    assertThat(err.toString()).contains("Call this through ./sutra in a checkout of Sutra.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "--nonsense", "status --nonsense", "logs --lines many"})
  void command_wrongUsage_exitsWithTwo(String arguments) {
    assertThat(execute(arguments.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString()).containsAnyOf("nonsense", "many");
  }

  @Test
  void help_namesEveryCommand() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString()).contains("up", "down", "status", "logs", "build", "test");
  }

  private static void assumeCallersEnvironmentIsPlain() {
    assumeThat(System.getenv())
        .doesNotContainKeys("SUTRA_HOME", "ML_BASE_PORT", "EMBEDDING_PORT", "SUTRA_CACHE_PORT");
  }

  private int execute(String... arguments) {
    CommandLine command = SutraCommand.newCommandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}

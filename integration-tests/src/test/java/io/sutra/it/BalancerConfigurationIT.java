package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The balancer's configuration, as {@code haproxy -c} reads it. */
class BalancerConfigurationIT {

  private static final Path CONFIGURATION = SutraInstance.ROOT.resolve("haproxy/ml-base-lb.cfg");

  private record Result(int exit, String output) {}

  private static Result check(Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(List.of("haproxy", "-c", "-V", "-f", CONFIGURATION.toString()))
            .redirectErrorStream(true);
    IntStream.rangeClosed(1, 16)
        .forEach(i -> builder.environment().put("ML_BASE_" + i, "127.0.0.1:" + (8_890 + i)));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 16})
  void check_allowedReplicas_isValidWithoutAWarning(int replicas) throws Exception {
    Result result = check(Map.of("ML_BASE_REPLICAS", Integer.toString(replicas)));

    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("WARNING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "17", "three", "-1"})
  void check_otherReplicas_isRefusedSayingWhatIsAllowed(String replicas) throws Exception {
    Result result = check(Map.of("ML_BASE_REPLICAS", replicas));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output())
        .contains(
            "ML_BASE_REPLICAS is '" + replicas + "'; allowed is a whole number from 1 to 16.");
  }

  /** HAProxy would take it for all addresses. */
  @Test
  void check_emptyAddress_isRefused() throws Exception {
    Result result = check(Map.of("SUTRA_LISTEN_HOST", ""));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output()).contains("SUTRA_LISTEN_HOST is empty");
  }

  /** HAProxy would take it for a password. */
  @Test
  void check_emptyPassword_isRefused() throws Exception {
    Result result = check(Map.of("HAPROXY_STATS_PASSWORD", ""));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output())
        .contains("HAPROXY_STATS_PASSWORD. An empty one is refused")
        .contains("'setenv' expects");
  }

  @Test
  void check_namesOfContainersThatAreNotThereYet_isValid() throws Exception {
    Result result = check(Map.of("ML_BASE_1", "no-such-container:8887"));

    assertThat(result.exit()).as(result.output()).isZero();
  }

  @Test
  void check_passwordOfAnyCharacters_isValidAndNeverShown() throws Exception {
    Result result = check(Map.of("HAPROXY_STATS_PASSWORD", "a b\"c'd$e\\f)g"));

    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("a b");
  }

  @Test
  void file_statistics_areReadOnly() throws IOException {
    assertThat(Files.readString(CONFIGURATION)).doesNotContainPattern("stats +admin");
  }
}

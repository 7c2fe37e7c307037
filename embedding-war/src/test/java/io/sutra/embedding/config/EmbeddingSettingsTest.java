package io.sutra.embedding.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.api.RequestLimits;
import io.sutra.api.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmbeddingSettingsTest {

  private static EmbeddingSettings read(Map<String, String> values) {
    return EmbeddingSettings.read(key -> Optional.ofNullable(values.get(key)));
  }

  @Test
  void read_nothingSet_areTheDefaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new EmbeddingSettings(
                OptionalInt.empty(),
                new RequestLimits(8_388_608, 2_048, 300_000),
                URI.create("http://ml-base-service:8887"),
                Duration.ofSeconds(30),
                new EmbeddingSettings.Cache(
                    true,
                    10_000,
                    33_554_432,
                    Duration.ofDays(1),
                    "storage-cache-shard",
                    50_052,
                    8_192),
                Path.of("state"),
                new EmbeddingSettings.Access(Optional.empty(), "127.0.0.1"),
                Duration.ofSeconds(2)));
  }

  @Test
  void read_everyKey_isTaken() {
    Map<String, String> values = new HashMap<>();
    values.put("MATRYOSHKA_DIM", "256");
    values.put("SUTRA_MAX_REQUEST_BYTES", "2048");
    values.put("SUTRA_MAX_REQUEST_TEXTS", "3");
    values.put("SUTRA_MAX_REQUEST_TOKENS", "600");
    values.put("ML_BASE_URL", "https://balancer:1/ml-base/");
    values.put("SUTRA_REQUEST_TIMEOUT", "4");
    values.put("SUTRA_CACHE_ENABLED", "false");
    values.put("SUTRA_L1_CAPACITY", "5");
    values.put("SUTRA_L1_RENDERED_BYTES", "6");
    values.put("SUTRA_CACHE_TTL", "7");
    values.put("SUTRA_CACHE_HOST", "shard");
    values.put("SUTRA_CACHE_PORT", "8");
    values.put("SUTRA_L2_WRITE_QUEUE", "9");
    values.put("SUTRA_STATE_DIR", "/state");
    values.put("SUTRA_API_KEYS_FILE", "/keys");
    values.put("SUTRA_LISTEN_HOST", "*");
    values.put("SUTRA_DRAIN_DELAY", "10");

    assertThat(read(values))
        .isEqualTo(
            new EmbeddingSettings(
                OptionalInt.of(256),
                new RequestLimits(2_048, 3, 600),
                URI.create("https://balancer:1/ml-base"),
                Duration.ofSeconds(4),
                new EmbeddingSettings.Cache(false, 5, 6, Duration.ofSeconds(7), "shard", 8, 9),
                Path.of("/state"),
                new EmbeddingSettings.Access(Optional.of(Path.of("/keys")), "*"),
                Duration.ofSeconds(10)));
  }

  @Test
  void read_severalBadValues_areAllNamed() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "SUTRA_CACHE_ENABLED", "yes",
                        "SUTRA_L1_CAPACITY", "-1",
                        "SUTRA_CACHE_PORT", "http")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("SUTRA_CACHE_ENABLED is 'yes'; allowed is true or false")
        .hasMessageContaining("SUTRA_L1_CAPACITY is '-1'")
        .hasMessageContaining("SUTRA_CACHE_PORT is 'http'");
  }

  @Test
  void read_addressWithAPassword_isRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> read(Map.of("ML_BASE_URL", "http://me:hunter2@host:1")))
        .hasMessageContaining("ML_BASE_URL")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "localhost, true",
    "::1, true",
    "'*', false",
    "0.0.0.0, false",
    "192.168.1.2, false",
    "host.example, false",
  })
  void loopbackOnly_isWhetherOthersCanReachIt(String host, boolean expected) {
    assertThat(read(Map.of("SUTRA_LISTEN_HOST", host)).access().loopbackOnly()).isEqualTo(expected);
  }

  @Test
  void serverVariables_defaults_areTheSame() throws IOException {
    Path folder = Path.of("../liberty-config/src/main/usr/shared/config/sutra");
    String xml =
        Files.readString(folder.resolve("embedding.xml"))
            + Files.readString(folder.resolve("platform.xml"))
            + Files.readString(folder.resolve("cache-address.xml"));
    Map<String, String> defaults = new HashMap<>();
    Matcher variable =
        Pattern.compile("<variable name=\"(\\w+)\" defaultValue=\"([^\"$]*)\"/>").matcher(xml);
    while (variable.find()) {
      defaults.put(variable.group(1), variable.group(2));
    }

    assertThat(defaults)
        .containsKeys(
            "ML_BASE_URL", "SUTRA_API_KEYS_FILE", "SUTRA_CACHE_HOST", "SUTRA_LISTEN_HOST");
    assertThat(read(defaults)).isEqualTo(read(Map.of()));
  }
}

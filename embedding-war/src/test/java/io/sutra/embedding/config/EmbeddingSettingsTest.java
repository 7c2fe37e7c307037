package io.sutra.embedding.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.RequestLimits;
import io.sutra.settings.SettingsException;
import io.sutra.web.server.ServerStart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
                new EmbeddingSettings.Cache(true, 10_000, 33_554_432, Duration.ofDays(1), 8_192),
                Path.of("state"),
                new EmbeddingSettings.Access(
                    Optional.empty(), new ServerStart.Listener("127.0.0.1", 8_888)),
                new ContractSettings(
                    Set.of("sutra", "openai", "cohere", "ollama", "tei"),
                    Map.of(),
                    ContractSettings.TokenIdPolicy.CHECKED),
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
    values.put("SUTRA_L2_WRITE_QUEUE", "9");
    values.put("SUTRA_STATE_DIR", "/state");
    values.put("SUTRA_API_KEYS_FILE", "/keys");
    values.put("SUTRA_LISTEN_HOST", "*");
    values.put("EMBEDDING_PORT", "8");
    values.put("SUTRA_DRAIN_DELAY", "10");
    values.put("SUTRA_CONTRACTS", "openai, sutra");
    values.put("SUTRA_MODEL_ALIASES", "text-embedding-3-small=bge-small-en-v1.5");
    values.put("SUTRA_TOKEN_IDS", "refused");

    assertThat(read(values))
        .isEqualTo(
            new EmbeddingSettings(
                OptionalInt.of(256),
                new RequestLimits(2_048, 3, 600),
                URI.create("https://balancer:1/ml-base"),
                Duration.ofSeconds(4),
                new EmbeddingSettings.Cache(false, 5, 6, Duration.ofSeconds(7), 9),
                Path.of("/state"),
                new EmbeddingSettings.Access(
                    Optional.of(Path.of("/keys")), new ServerStart.Listener("*", 8)),
                new ContractSettings(
                    Set.of("sutra", "openai"),
                    Map.of("text-embedding-3-small", "bge-small-en-v1.5"),
                    ContractSettings.TokenIdPolicy.REFUSED),
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
        .isInstanceOf(SettingsException.class)
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
}

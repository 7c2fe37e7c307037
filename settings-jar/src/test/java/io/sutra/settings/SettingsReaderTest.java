package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

  private static SettingsReader reader(Component component, Map<String, String> given) {
    return new SettingsReader(component, key -> Optional.ofNullable(given.get(key)));
  }

  @Test
  void get_notSetOrBlank_isTheDefaultOfTheComponent() {
    assertThat(reader(Component.EMBEDDING, Map.of()).get(ServiceSettings.MAX_CONNECTIONS))
        .isEqualTo(8_192);
    assertThat(
            reader(Component.ML_BASE, Map.of("SUTRA_MAX_CONNECTIONS", " "))
                .get(ServiceSettings.MAX_CONNECTIONS))
        .isEqualTo(3_072);
  }

  @Test
  void get_blanksAroundAValue_areIgnored() {
    assertThat(
            reader(Component.SHARD, Map.of("SUTRA_CACHE_TTL", " 2h "))
                .get(CacheSettings.TIME_TO_LIVE))
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void checkAll_severalMistakes_areReportedAtOnceAlsoThoseNobodyAskedFor() {
    SettingsReader reader =
        reader(
            Component.EMBEDDING,
            Map.of(
                "EMBEDDING_PORT", "99999",
                "SUTRA_CACHE_POOL_SIZE", "many",
                "SUTRA_REQUEST_TIMEOUT", "soon",
                "SUTRA_CACHE_SYNC", "not read by this component"));
    assertThat(reader.get(ServiceSettings.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    reader.checkAll();

    assertThatThrownBy(reader::throwIfAnyProblem)
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "EMBEDDING_PORT is '99999'; allowed is a whole number from 1 to 65535.",
                        "SUTRA_CACHE_POOL_SIZE is 'many'; allowed is a whole number from 1 to"
                            + " 10000.",
                        "SUTRA_REQUEST_TIMEOUT is 'soon'; allowed is a whole number from 1 to"
                            + " 3600, in seconds, or a duration from 1s to 1h, in ms, s, m, h or d."));
  }

  @Test
  void secret_emptyFile_isRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), " \n");
    SettingsReader reader =
        reader(Component.SHARD, Map.of("SUTRA_CACHE_TOKEN_FILE", file.toString()));

    assertThat(reader.secret(CacheSettings.TOKEN, CacheSettings.TOKEN_FILE)).isEmpty();
    assertThat(reader.problems()).singleElement().asString().contains("this one is empty");
  }

  @Test
  void secret_givenTwice_isRefusedWithoutShowingIt(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "hunter2");
    SettingsReader reader =
        reader(
            Component.SHARD,
            Map.of("SUTRA_CACHE_TOKEN_FILE", file.toString(), "SUTRA_CACHE_TOKEN", "hunter2"));

    reader.secret(CacheSettings.TOKEN, CacheSettings.TOKEN_FILE);
    assertThat(reader.problems()).singleElement().asString().doesNotContain("hunter2");
  }
}

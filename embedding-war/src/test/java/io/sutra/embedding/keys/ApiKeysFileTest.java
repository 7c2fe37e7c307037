package io.sutra.embedding.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbeddingException;
import io.sutra.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeysFileTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("keys"), content);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer sk-1, true",
    "bearer sk-1, true",
    "Bearer  sk-1, true",
    "Bearer sk-2, false",
    "Bearer, false",
    "Bearersk-1, false",
    "Basic sk-1, false",
    "sk-1, false",
    ", false",
  })
  void allows_onlyAKnownBearerToken(String authorization, boolean allowed) throws IOException {
    try (var keys = new ApiKeysFile(write("sk-1\n"))) {
      assertThat(keys.allows(authorization)).isEqualTo(allowed);
    }
  }

  @Test
  void newFile_missingOrEmpty_stopsTheStartNamingTheKey() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new ApiKeysFile(missing))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("SUTRA_API_KEYS_FILE is '" + missing + "'")
        .hasMessageContaining("no such file");
    Path empty = write("# none\n");
    assertThatThrownBy(() -> new ApiKeysFile(empty))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("has no key");
    assertThatThrownBy(() -> new ApiKeysFile(folder)).isInstanceOf(SettingsException.class);
  }

  @Test
  void readIfChanged_newKeys_takeThePlaceOfTheOld() throws IOException {
    try (var keys = new ApiKeysFile(write("sk-1\n"))) {
      write("sk-2\nsk-3\n");
      keys.readIfChanged();

      assertThat(keys.allows("Bearer sk-1")).isFalse();
      assertThat(keys.allows("Bearer sk-2")).isTrue();
      assertThat(keys.allows("Bearer sk-3")).isTrue();
    }
  }

  @Test
  void readIfChanged_unusableOrGone_leavesTheKeysAsTheyWere() throws IOException {
    try (var keys = new ApiKeysFile(write("sk-1\n"))) {
      write("sha256:nonsense\n");
      keys.readIfChanged();
      assertThat(keys.allows("Bearer sk-1")).isTrue();

      Files.delete(folder.resolve("keys"));
      keys.readIfChanged();
      assertThat(keys.allows("Bearer sk-1")).isTrue();

      write("sk-4-returned\n");
      keys.readIfChanged();
      assertThat(keys.allows("Bearer sk-1")).isFalse();
      assertThat(keys.allows("Bearer sk-4-returned")).isTrue();
    }
  }

  @Test
  void check_withoutAFile_letsEverybodyPass() throws IOException {
    new ApiKeyGuard(Optional.empty()).check(null);
    try (var keys = new ApiKeysFile(write("sk-1\n"))) {
      var guard = new ApiKeyGuard(Optional.of(keys));
      guard.check("Bearer sk-1");
      assertThatThrownBy(() -> guard.check("Bearer sk-secret"))
          .isInstanceOf(EmbeddingException.class)
          .hasMessageNotContaining("sk-secret");
      assertThatThrownBy(() -> guard.check(null)).hasMessageContaining("is needed");
    }
  }
}

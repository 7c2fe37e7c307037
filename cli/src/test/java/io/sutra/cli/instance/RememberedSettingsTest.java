package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.Component;
import io.sutra.settings.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RememberedSettingsTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void requireValid_severalMistakes_saysEachWithLineValueAndWhatIsAllowed() throws IOException {
    RememberedSettings settings =
        read("EMBEDDING_PORT=http\nSUTRA_CACHE_SINC=none\nSUTRA_CACHE_SYNC=often\n");

    assertThatThrownBy(settings::requireValid)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("line 1: EMBEDDING_PORT is 'http'; allowed is")
        .hasMessageContaining("line 2: SUTRA_CACHE_SINC")
        .hasMessageContaining("SUTRA_CACHE_SYNC")
        .hasMessageContaining("line 3: SUTRA_CACHE_SYNC is 'often'; allowed is");
  }

  @Test
  void requireValid_secretLeftEmpty_isRefusedWithoutItsValue() throws IOException {
    assertThat(read("HAPROXY_STATS_PASSWORD=\n").problems())
        .singleElement()
        .asString()
        .contains("HAPROXY_STATS_PASSWORD is empty");
  }

  @Test
  void warnings_secretInAFileThatOthersMayRead_isNamedWithoutItsValue() throws IOException {
    RememberedSettings settings = read("HAPROXY_STATS_PASSWORD=hunter2\nMATRYOSHKA_DIM=128\n");
    Path file = settings.file().path();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(settings.warnings())
        .containsExactly(
            "Other users of this machine may read HAPROXY_STATS_PASSWORD in "
                + file
                + ". To prevent it: chmod 600 "
                + file);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void get_valueThatIsNotAllowed_isTheDefault() throws IOException {
    assertThat(read("EMBEDDING_PORT=http\n").get(ServiceSettings.EMBEDDING_PORT)).isEqualTo(8_888);
  }

  @Test
  void values_relativePath_startsInTheFolderOfTheFile() throws IOException {
    Files.writeString(folder.resolve("keys"), "k");

    assertThat(read("SUTRA_API_KEYS_FILE=keys\n").values())
        .containsEntry("SUTRA_API_KEYS_FILE", folder.resolve("keys").toString());
  }

  @Test
  void of_aServer_hasWhatItReadsWithoutUnits() throws IOException {
    assertThat(
            read("SUTRA_REQUEST_TIMEOUT=2s\nSUTRA_CACHE_SYNC=none\nML_BASE_REPLICAS=2\n")
                .of(List.of(Component.EMBEDDING)))
        .isEqualTo(Map.of("SUTRA_REQUEST_TIMEOUT", "2"));
  }

  @Test
  void with_anEmptyText_forgetsTheSetting() throws IOException {
    RememberedSettings settings = read("MATRYOSHKA_DIM=128\nSUTRA_CACHE_SYNC=none\n");

    assertThat(settings.with(Map.of("MATRYOSHKA_DIM", "", "SUTRA_CACHE_TTL", "5")).values())
        .isEqualTo(Map.of("SUTRA_CACHE_SYNC", "none", "SUTRA_CACHE_TTL", "5"));
  }

  private RememberedSettings read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("sutra.properties"), text);
    return new RememberedSettings(SettingsFile.read(file));
  }
}

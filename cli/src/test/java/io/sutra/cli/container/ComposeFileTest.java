package io.sutra.cli.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeFileTest {

  @TempDir private Path home = Path.of("set by JUnit");

  private ComposeFile compose(String settings) throws Exception {
    Files.writeString(home.resolve("sutra.properties"), settings);
    return new ComposeFile(Workspace.of(home, home, Map.of()), Profile.SIMPLE);
  }

  @Test
  void environment_valuesWithUnits_arePlainNumbers() throws Exception {
    assertThat(
            compose(
                    """
                    SUTRA_MAX_REQUEST_BYTES=16MiB
                    ML_BASE_LB_BUFFER_BYTES=512KiB
                    SUTRA_CACHE_TTL=2h
                    """)
                .environment())
        .containsEntry("SUTRA_MAX_REQUEST_BYTES", "16777216")
        .containsEntry("ML_BASE_LB_BUFFER_BYTES", "524288")
        .containsEntry("SUTRA_CACHE_TTL", "7200");
  }

  /** The shard's container has to hold what the shard's own options of Java allow. */
  @Test
  void environment_memoryOfTheShardsContainer_followsItsSettings() throws Exception {
    assertThat(
            compose("SUTRA_CACHE_CAPACITY=1048576\nSUTRA_CACHE_ENTRY_BYTES=1KiB\n").environment())
        .containsEntry("SUTRA_CACHE_CONTAINER_MEMORY", "1560m");
    assertThat(compose("SUTRA_CACHE_MEMORY=2GiB\n").environment())
        .containsEntry("SUTRA_CACHE_MEMORY", "2147483648")
        .containsEntry("SUTRA_CACHE_CONTAINER_MEMORY", "2499m");
  }

  @Test
  void checkSettings_protectionThatNoContainerGets_isRefused() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "a secret");

    assertThatThrownBy(() -> compose("SUTRA_CACHE_TOKEN_FILE=" + token + "\n").checkSettings())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("SUTRA_CACHE_TOKEN_FILE cannot be used with containers");
  }
}

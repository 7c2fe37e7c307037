package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShellSettingsTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void read_shell_hasItsSettingsAndNothingElse() {
    Map<String, String> shell =
        Map.of(
            "MATRYOSHKA_DIM", " 128 ",
            "PATH", "/bin",
            "SUTRA_HOME", "/x",
            "SUTRA_IMAGE_TAG", "v",
            "SUTRA_CACHE_SYNC", "");

    assertThat(read(shell).values())
        .isEqualTo(Map.of("MATRYOSHKA_DIM", "128", "SUTRA_CACHE_SYNC", ""));
  }

  @Test
  void read_relativePath_isMadeAbsolute() {
    assertThat(read(Map.of("SUTRA_MODELS_DIR", "models")).values())
        .containsEntry("SUTRA_MODELS_DIR", Path.of("models").toAbsolutePath().toString());
  }

  @Test
  void read_severalMistakes_saysEach() {
    assertThatThrownBy(() -> read(Map.of("EMBEDDING_PORT", "0", "SUTRA_CACHE_TTL", "soon")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("EMBEDDING_PORT is '0'")
        .hasMessageContaining("SUTRA_CACHE_TTL is 'soon'");
  }

  @Test
  void read_optionOfTheCommandLine_counts() {
    Map<Setting<?>, String> options = Map.of(InstanceSettings.EDITION, "single");

    assertThat(ShellSettings.read(Map.of(), options, false).values())
        .isEqualTo(Map.of("SUTRA_EDITION", "single"));
  }

  @Test
  void unknown_misspelled_namesTheNearest() {
    assertThat(ShellSettings.unknown(Map.of("SUTRA_CACHE_CAPACTY", "1", "SUTRA_API_KEY", "k")))
        .singleElement()
        .asString()
        .contains("SUTRA_CACHE_CAPACTY", "SUTRA_CACHE_CAPACITY");
  }

  @Test
  void requireSameAs_sameValueOtherwiseWritten_isFine() {
    assertThatCode(
            () ->
                read(Map.of("SUTRA_REQUEST_TIMEOUT", "30s", "EMBEDDING_PORT", "8888"))
                    .requireSameAs(running(Map.of("SUTRA_REQUEST_TIMEOUT", "30"))))
        .doesNotThrowAnyException();
  }

  @Test
  void requireSameAs_others_saysEachWithBothValuesButNoSecret() {
    Map<String, String> shell =
        Map.of(
            "MATRYOSHKA_DIM", "256", "SUTRA_CACHE_SYNC", "always", "SUTRA_CACHE_TOKEN", "secret-2");

    assertThatThrownBy(
            () ->
                read(shell)
                    .requireSameAs(
                        running(Map.of("MATRYOSHKA_DIM", "128", "SUTRA_CACHE_TOKEN", "secret-1"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("MATRYOSHKA_DIM is '256' here; it runs with '128'")
        .hasMessageContaining("SUTRA_CACHE_SYNC is 'always' here; it runs with its default")
        .hasMessageContaining("SUTRA_CACHE_TOKEN is another one")
        .hasMessageContaining("./sutra down")
        .hasMessageContaining("./sutra restart")
        .hasMessageNotContaining("secret-1")
        .hasMessageNotContaining("secret-2");
  }

  @Test
  void requireSameAs_emptyVariable_asksForTheDefault() {
    assertThatCode(() -> read(Map.of("MATRYOSHKA_DIM", "")).requireSameAs(running(Map.of())))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                read(Map.of("MATRYOSHKA_DIM", ""))
                    .requireSameAs(running(Map.of("MATRYOSHKA_DIM", "128"))))
        .hasMessageContaining("MATRYOSHKA_DIM is empty here, which is its default")
        .hasMessageContaining("it runs with '128'");
  }

  private static ShellSettings read(Map<String, String> shell) {
    return ShellSettings.read(shell, Map.of(), false);
  }

  private RememberedSettings running(Map<String, String> settings) {
    return TestWorkspace.below(folder, settings).settings();
  }
}

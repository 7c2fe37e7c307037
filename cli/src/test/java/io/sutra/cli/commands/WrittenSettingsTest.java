package io.sutra.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.instance.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrittenSettingsTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void during_failedStartWithoutAFileBefore_leavesNone() {
    startAndFail(false);

    assertThat(folder.resolve("sutra.properties")).doesNotExist();
  }

  @Test
  void during_failedStartWithAFileBefore_leavesItAsItWas() throws IOException {
    Files.writeString(folder.resolve("sutra.properties"), "MATRYOSHKA_DIM=64\n");

    startAndFail(false);

    assertThat(folder.resolve("sutra.properties")).hasContent("MATRYOSHKA_DIM=64");
  }

  @Test
  void during_failedStartWhileSomethingRuns_keepsWhatThatRunsWith() {
    startAndFail(true);

    assertThat(folder.resolve("sutra.properties")).content().contains("MATRYOSHKA_DIM=128");
  }

  private void startAndFail(boolean runs) {
    var before = new RememberedSettings(SettingsFile.read(folder.resolve("sutra.properties")));
    RememberedSettings settings = before.with(Map.of("MATRYOSHKA_DIM", "128"));

    assertThatThrownBy(
            () ->
                WrittenSettings.during(
                    before,
                    settings,
                    () -> runs,
                    () -> {
                      assertThat(settings.file().path()).exists();
                      throw new IllegalStateException("no start");
                    }))
        .hasMessage("no start");
  }
}

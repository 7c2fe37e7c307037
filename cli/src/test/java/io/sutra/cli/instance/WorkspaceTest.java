package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Component;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void mlBasePort_unset_is8887() {
    assertThat(TestWorkspace.below(folder, Map.of()).mlBasePort()).isEqualTo(8_887);
  }

  @Test
  void of_aFileOfSettings_remembersThem() throws IOException {
    Files.writeString(folder.resolve("sutra.properties"), "ML_BASE_PORT=8987\n");

    Workspace workspace = Workspace.of(folder, folder, Map.of("ML_BASE_PORT", "1"));

    assertThat(workspace.mlBasePort()).isEqualTo(8_987);
  }

  @Test
  void asStarted_settingsChangedSince_areThoseOfTheStart() {
    TestWorkspace.below(folder, Map.of("MATRYOSHKA_DIM", "128")).rememberStarted();

    Workspace now = TestWorkspace.below(folder, Map.of("MATRYOSHKA_DIM", "256"));

    assertThat(now.asStarted().settings().values()).containsEntry("MATRYOSHKA_DIM", "128");
    now.forgetStarted();
    assertThat(now.asStarted().settings().values()).containsEntry("MATRYOSHKA_DIM", "256");
  }

  @Test
  void rememberStarted_ofSomeServers_keepsWhatTheOthersWereStartedWith() {
    TestWorkspace.below(folder, Map.of("MATRYOSHKA_DIM", "128", "SUTRA_CACHE_SYNC", "none"))
        .rememberStarted();
    Workspace now = TestWorkspace.below(folder, Map.of("SUTRA_L1_CAPACITY", "5"));

    now.rememberStarted(Set.of(Component.EMBEDDING));

    assertThat(now.asStarted().settings().values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("SUTRA_CACHE_SYNC", "none", "SUTRA_L1_CAPACITY", "5"));
  }

  @Test
  void alone_homeBelowAFile_saysWhatIsWrongAndWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Workspace workspace = TestWorkspace.of(folder, file.resolve("home"), Map.of(), Map.of());
    var progress = new Progress(new PrintWriter(Writer.nullWriter()));

    assertThatThrownBy(() -> workspace.alone("./sutra up", progress, unused -> true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.resolve("home") + ", cannot be written")
        .hasMessageContaining("Choose another folder with SUTRA_HOME.");
  }
}

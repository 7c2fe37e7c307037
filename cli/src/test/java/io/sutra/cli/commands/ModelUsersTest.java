package io.sutra.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelUsersTest {

  @TempDir private Path home = Path.of("set by JUnit");

  private Optional<String> user(String model) {
    return new ModelUsers(home).of(model);
  }

  @Test
  void of_modelThatNobodyNames_isEmpty() {
    assertThat(user("ours")).isEmpty();
  }

  @Test
  void of_rememberedSettings_areFound() throws Exception {
    Files.writeString(home.resolve("sutra.properties"), "MODEL_NAME = theirs\n");
    Files.createDirectory(home.resolve("run"));
    Path started = home.resolve("run/started.properties");
    Files.writeString(started, "MODEL_NAME=ours,theirs\n");

    assertThat(user("ours"))
        .hasValueSatisfying(who -> assertThat(who).contains(started.toString()));
    assertThat(user("theirs"))
        .hasValueSatisfying(who -> assertThat(who).contains("sutra.properties"));
    assertThat(user("bge")).isEmpty();
  }

  @Test
  void of_settingsWithAByteOrderMark_areFound() throws Exception {
    Files.writeString(home.resolve("sutra.properties"), "\uFEFFMODEL_NAME=ours\n");

    assertThat(user("ours")).isPresent();
  }

  @Test
  void of_settingsThatCannotBeRead_failsRatherThanSayNobody() throws Exception {
    Files.createDirectory(home.resolve("sutra.properties"));

    assertThatThrownBy(() -> user("ours")).hasMessageContaining("cannot be read");
  }

  @Test
  void of_runningServerOfThisInstance_isFoundAndAnotherInstancesIsNot() throws Exception {
    Process ours = start(home, "theirs,ours");
    Process others = start(home.resolve("elsewhere"), "foreign");
    try {
      assertThat(user("ours"))
          .hasValueSatisfying(who -> assertThat(who).contains(Long.toString(ours.pid())));
      assertThat(user("foreign")).isEmpty();
    } finally {
      ours.destroyForcibly().waitFor();
      others.destroyForcibly().waitFor();
    }
    assertThat(user("ours")).isEmpty();
  }

  /** Returns once the process has become the program with its own environment. */
  private static Process start(Path home, String models) throws Exception {
    var builder = new ProcessBuilder("sh", "-c", "echo started; exec sleep 60");
    builder
        .environment()
        .putAll(Map.of("WLP_USER_DIR", home.resolve("usr").toString(), "MODEL_NAME", models));
    Process process = builder.start();
    assertThat(process.inputReader().readLine()).isEqualTo("started");
    return process;
  }
}

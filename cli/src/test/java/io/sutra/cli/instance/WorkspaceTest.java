package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.terminal.CommandFailure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkspaceTest {

  @Test
  void mlBasePort_unset_is8887() {
    assertThat(workspace(Map.of()).mlBasePort()).isEqualTo(8_887);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8_987, 65_535})
  void mlBasePort_aPort_isTaken(int port) {
    assertThat(workspace(Map.of("ML_BASE_PORT", Integer.toString(port))).mlBasePort())
        .isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65536", "99999999999", "http", "", " 80", "80.0"})
  void mlBasePort_noPort_isRefusedSayingWhatIsAllowed(String value) {
    Workspace workspace = workspace(Map.of("ML_BASE_PORT", value));

    assertThatThrownBy(workspace::mlBasePort)
        .isInstanceOf(CommandFailure.class)
        .hasMessage("ML_BASE_PORT is '" + value + "'; allowed is a whole number from 1 to 65535.");
  }

  @Test
  void logs_home_isWhereTheyAre() {
    assertThat(workspace(Map.of()).logs()).isEqualTo(Path.of("/home-folder/logs"));
  }

  private static Workspace workspace(Map<String, String> environment) {
    return new Workspace(Path.of("/checkout"), Path.of("/home-folder"), environment);
  }
}

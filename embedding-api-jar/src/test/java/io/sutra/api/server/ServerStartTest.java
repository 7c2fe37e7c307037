package io.sutra.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.settings.SettingsException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a server of Sutra's own ends is tested with real servers. */
class ServerStartTest {

  @TempDir private Path folder;

  @Test
  void orEnd_settingsNotAllowed_areWrittenToTheReport() throws Exception {
    Path report = folder.resolve("report");
    var start =
        new ServerStart(
            key -> Optional.ofNullable(Map.of("SUTRA_START_REPORT", report.toString()).get(key)));

    assertThatThrownBy(
            () ->
                start.orEnd(
                    () -> {
                      throw new SettingsException(List.of("A is 'b'; allowed is c."));
                    }))
        .isInstanceOf(SettingsException.class);
    assertThat(Files.readString(report)).contains("A is 'b'; allowed is c.");
  }

  @Test
  void portCheck_portTaken_namesPortAndAddress() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortCheck.problem("127.0.0.1", taken.getLocalPort()))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem)
                      .contains("Port " + taken.getLocalPort(), "127.0.0.1", "in use"));
      assertThat(PortCheck.problem("*", taken.getLocalPort())).isPresent();
    }
  }

  @Test
  void portCheck_addressOfAnotherMachine_isNamed() {
    assertThat(PortCheck.problem("192.0.2.1", 1_234))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("192.0.2.1", "SUTRA_LISTEN_HOST"));
  }
}

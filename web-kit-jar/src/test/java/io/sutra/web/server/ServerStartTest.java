package io.sutra.web.server;

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
  void portCheck_portTakenByAnotherProcess_namesPortAndAddress() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Listener.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      int port = Integer.parseInt(other.inputReader().readLine());

      assertThat(PortCheck.problem("127.0.0.1", port))
          .hasValueSatisfying(
              problem -> assertThat(problem).contains("Port " + port, "127.0.0.1", "in use"));
      assertThat(PortCheck.problem("*", port)).isPresent();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  /** A server that starts slowly opens its port before its applications have started. */
  @Test
  void portCheck_portOnWhichThisProcessListens_isNoProblem() throws Exception {
    try (var own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortCheck.problem("127.0.0.1", own.getLocalPort())).isEmpty();
    }
  }

  /** Another process that listens; it prints its port and lives until it is ended. */
  static final class Listener {

    private Listener() {}

    public static void main(String[] arguments) throws Exception {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        System.out.println(socket.getLocalPort());
        socket.accept().close();
      }
    }
  }

  @Test
  void portCheck_addressOfAnotherMachine_isNamed() {
    assertThat(PortCheck.problem("192.0.2.1", 1_234))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("192.0.2.1", "SUTRA_LISTEN_HOST"));
  }
}

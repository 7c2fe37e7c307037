package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus.State;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server processes here are shell scripts and never Open Liberty. */
@Timeout(60)
final class LibertyServerTest {

  /** Stays until it is told to end, and takes its child along. */
  private static final String STAY = "trap 'kill $!; exit 0' TERM\nsleep 50 &\nwait\n";

  @TempDir private Path folder = Path.of("set by JUnit");

  private final StringWriter shown = new StringWriter();
  private final Progress progress = new Progress(new PrintWriter(shown, true));
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void status_noProcess_isStopped() throws IOException {
    int port = HealthStub.freePort();

    assertThat(server(port).status())
        .isEqualTo(
            new ServerStatus(
                "ml-base", State.STOPPED, "http://localhost:" + port, OptionalLong.empty()));
  }

  @Test
  void status_processThatDoesNotAnswer_isStarting() throws IOException {
    Process process = startProcessNamed("ml-base");

    ServerStatus status = server(HealthStub.freePort()).status();

    assertThat(status.state()).isEqualTo(State.STARTING);
    assertThat(status.pid()).hasValue(process.pid());
  }

  @Test
  void status_processThatIsReady_isReady() throws IOException {
    Process process = startProcessNamed("ml-base");
    try (var health = new HealthStub(200, "{}")) {
      ServerStatus status = server(health.port()).status();

      assertThat(status.state()).isEqualTo(State.READY);
      assertThat(status.pid()).hasValue(process.pid());
    }
  }

  @Test
  void status_processIdUsedAgainByAnother_isStopped() throws IOException {
    startProcessNamed("something-else");
    try (var health = new HealthStub(200, "{}")) {
      assertThat(server(health.port()).status().state()).isEqualTo(State.STOPPED);
    }
  }

  @Test
  void status_processIdFileWithoutANumber_isStopped() throws IOException {
    writePid("");

    assertThat(server(HealthStub.freePort()).status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void state_toString_isLowerCase() {
    assertThat(State.values())
        .extracting(State::toString)
        .containsExactly("stopped", "starting", "ready");
  }

  @Test
  void stop_runningProcess_endsItAndForgetsIt() throws Exception {
    Process process = startProcessNamed("ml-base");
    LibertyServer server = server(HealthStub.freePort());

    server.stop(progress);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pidFile()).doesNotExist();
    assertThat(shown.toString()).contains("ml-base has stopped");
  }

  @Test
  void stop_processIdUsedAgainByAnother_leavesThatAlone() throws IOException {
    Process other = startProcessNamed("something-else");

    server(HealthStub.freePort()).stop(progress);

    assertThat(other.isAlive()).isTrue();
    assertThat(shown.toString()).contains("ml-base is not running");
  }

  @Test
  void prepare_runningServer_isLeftAsItIs() throws IOException {
    startProcessNamed("ml-base");
    try (var health = new HealthStub(200, "{}")) {
      LibertyServer server = server(health.port());

      assertThat(server.prepare()).isFalse();
      server.awaitReady(progress);
    }
  }

  @Test
  void start_takenPort_isRefusedBeforeAnythingIsPutInPlace() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LibertyServer server = server(taken.getLocalPort());

      assertThatThrownBy(() -> start(server))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("Port " + taken.getLocalPort() + ", which ml-base needs, is taken")
          .hasMessageContaining("ML_BASE_PORT=");
      assertThat(folder.resolve("home")).doesNotExist();
    }
  }

  @Test
  void start_processThatEnds_failsWithItsLastWords() throws IOException {
    makeCheckout("echo first words\necho no JAVA here\nexit 1\n");
    LibertyServer server = server(HealthStub.freePort());

    assertThatThrownBy(() -> start(server))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("ml-base did not start")
        .hasMessageContaining("no JAVA here")
        .hasMessageContaining(folder.resolve("home/logs/ml-base.log").toString());
    assertThat(server.status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void start_refusedConfiguration_failsWithItsProblemsAndLeavesNothingRunning() throws IOException {
    makeCheckout(
        """
        echo 'some.Exception: Sutra cannot start with this configuration:'
        echo "  MODEL_NAME is 'x'; allowed is one of y."
        echo "  MATRYOSHKA_DIM is '3'; allowed is one of 4."
        echo '    at io.sutra.mlbase.MlBase'
        echo '[ERROR] CWWKZ0002E: An exception occurred while starting the application ml-base.'
        """
            + STAY);
    LibertyServer server = server(HealthStub.freePort());

    assertThatThrownBy(() -> start(server))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(
            """
            The configuration is not usable:
              MODEL_NAME is 'x'; allowed is one of y.
              MATRYOSHKA_DIM is '3'; allowed is one of 4.
            All that it said is in\
            """)
        .hasMessageNotContaining("at io.sutra");
    assertThat(server.status().state()).isEqualTo(State.STOPPED);
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void start_files_arePutInPlaceAndOldApplicationsRemoved() throws IOException {
    makeCheckout("exit 1\n");
    Path usr = folder.resolve("home/usr");
    write(usr.resolve("servers/ml-base/apps/ml-base.war/WEB-INF/lib/old.jar"), "old");
    LibertyServer server = server(HealthStub.freePort());

    assertThatThrownBy(() -> start(server)).isInstanceOf(CommandFailure.class);

    assertThat(usr.resolve("servers/ml-base/server.xml")).hasContent("<server/>");
    assertThat(usr.resolve("servers/ml-base/apps/ml-base.war/WEB-INF/web.txt")).hasContent("new");
    assertThat(usr.resolve("servers/ml-base/apps/ml-base.war/WEB-INF/lib")).doesNotExist();
    assertThat(folder.resolve("home/models/m/model.onnx")).hasContent("weights");
  }

  private void start(LibertyServer server) {
    assertThat(server.prepare()).isTrue();
    server.launch();
    server.awaitReady(progress);
  }

  private LibertyServer server(int port) {
    return LibertyServer.mlBase(
        new Workspace(
            folder.resolve("checkout"),
            folder.resolve("home"),
            Map.of("ML_BASE_PORT", Integer.toString(port))));
  }

  /** A process whose command line ends with {@code name}, as a server's does. */
  private Process startProcessNamed(String name) throws IOException {
    // Its standard input stays open and empty, so it waits for as long as this test runs.
    Process process = new ProcessBuilder("sh", "-c", "read line", name).start();
    processes.add(process);
    writePid(Long.toString(process.pid()));
    return process;
  }

  private void makeCheckout(String serverScript) throws IOException {
    Path checkout = folder.resolve("checkout");
    Path script = checkout.resolve("liberty-config/target/runtime/wlp/bin/server");
    write(script, "#!/bin/sh\n" + serverScript);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    write(checkout.resolve("liberty-config/target/usr/servers/ml-base/server.xml"), "<server/>");
    write(checkout.resolve("ml-base-war/target/ml-base/WEB-INF/web.txt"), "new");
    write(checkout.resolve("ml-base-war/target/models/m/model.onnx"), "weights");
  }

  private Path pidFile() {
    return folder.resolve("home/run/ml-base.pid");
  }

  private void writePid(String text) throws IOException {
    write(pidFile(), text);
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}

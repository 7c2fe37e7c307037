package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.ServerRecord;
import io.sutra.cli.instance.TestWorkspace;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus.State;
import io.sutra.cli.system.SystemProcess;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  private Workspace workspace = TestWorkspace.below(folder, Map.of());

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
                "ml-base",
                State.STOPPED,
                "http://localhost:" + port,
                OptionalLong.empty(),
                Optional.empty()));
  }

  @Test
  void status_processThatDoesNotAnswerYet_isStarting() throws IOException {
    Process process = startRecordedProcess();

    ServerStatus status = server(HealthStub.freePort()).status();

    assertThat(status.state()).isEqualTo(State.STARTING);
    assertThat(status.pid()).hasValue(process.pid());
  }

  @Test
  void status_processThatIsReady_isReady() throws IOException {
    try (var health = new HealthStub(200, "{}")) {
      Process process = startRecordedProcess(health.port(), false);

      ServerStatus status = server(health.port()).status();

      assertThat(status.state()).isEqualTo(State.READY);
      assertThat(status.pid()).hasValue(process.pid());
    }
  }

  @Test
  void status_processThatWasReadyAndIsNot_isNotReadyOrNotAnswering() throws IOException {
    try (var health = new HealthStub(503, "{}")) {
      startRecordedProcess(health.port(), true);

      assertThat(server(health.port()).status().state()).isEqualTo(State.NOT_READY);
    }
    startRecordedProcess(HealthStub.freePort(), true);
    assertThat(server(1).status().state()).isEqualTo(State.NOT_ANSWERING);
  }

  @Test
  void status_suspendedProcess_isNotAnsweringThoughSomethingAnswersForIt() throws Exception {
    try (var health = new HealthStub(200, "{}")) {
      Process process = startRecordedProcess(health.port(), true);
      signal(process, "STOP");

      assertThat(server(health.port()).status().state()).isEqualTo(State.NOT_ANSWERING);
    }
  }

  @Test
  void status_processKilled_isCrashed() throws Exception {
    Process process = startRecordedProcess();
    process.destroyForcibly().waitFor();

    assertThat(server(HealthStub.freePort()).status().state()).isEqualTo(State.CRASHED);
  }

  @Test
  void status_processIdUsedAgainByAnother_isNotThisServer() throws IOException {
    Process other = startRecordedProcess();
    SystemProcess now = SystemProcess.of(other.pid()).orElseThrow();
    record(new SystemProcess(now.pid(), now.start() - 1, now.boot()), 1, true);

    assertThat(server(HealthStub.freePort()).running()).isEmpty();
  }

  @Test
  void status_recordOfAnEarlierBoot_isStopped() throws IOException {
    Process process = startRecordedProcess();
    SystemProcess now = SystemProcess.of(process.pid()).orElseThrow();
    record(new SystemProcess(now.pid(), now.start(), "another boot"), 1, true);

    assertThat(server(HealthStub.freePort()).status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void status_recordThatIsDamaged_isStopped() throws IOException {
    write(recordFile(), "pid=");

    assertThat(server(HealthStub.freePort()).status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void stop_runningProcess_endsItAndForgetsIt() throws Exception {
    Process process = startRecordedProcess();
    LibertyServer server = server(HealthStub.freePort());

    server.stop(progress);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(recordFile()).doesNotExist();
    assertThat(shown.toString()).contains("ml-base has stopped");
  }

  @Test
  void stop_suspendedProcess_wakesItSoThatItEnds() throws Exception {
    Process process = startRecordedProcess();
    signal(process, "STOP");

    server(HealthStub.freePort()).stop(progress);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Its parent never asks for its exit status, so it stays as a zombie. */
  @Test
  void stop_processWhoseParentDoesNotReapIt_isDoneWhenItHasEnded() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 600").start();
    processes.add(parent);
    long pid = Long.parseLong(parent.inputReader().readLine());
    record(SystemProcess.of(pid).orElseThrow(), 1, true);

    server(HealthStub.freePort()).stop(progress);

    assertThat(Files.readString(Path.of("/proc/" + pid + "/stat"))).contains(") Z ");
    assertThat(recordFile()).doesNotExist();
  }

  @Test
  void stop_processIdUsedAgainByAnother_leavesThatAlone() throws IOException {
    Process other = startRecordedProcess();
    SystemProcess now = SystemProcess.of(other.pid()).orElseThrow();
    record(new SystemProcess(now.pid(), now.start() - 1, now.boot()), 1, true);

    server(HealthStub.freePort()).stop(progress);

    assertThat(other.isAlive()).isTrue();
    assertThat(shown.toString()).contains("ml-base is not running");
  }

  @Test
  void launch_recordCannotBeWritten_runsNothing() throws IOException {
    makeCheckout("touch '" + folder.resolve("it-ran") + "'\n" + STAY);
    LibertyServer server = server(HealthStub.freePort());
    ProductFiles product = ProductFiles.install(workspace, waiting -> {});
    server.prepare(product);
    Files.createDirectories(recordFile().resolve("a folder in its place"));

    assertThatThrownBy(() -> server.launch(product, Map.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("ml-base cannot be started");

    assertThat(ProcessHandle.current().children().map(ProcessHandle::onExit).toList())
        .allSatisfy(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(30)));
    assertThat(folder.resolve("it-ran")).doesNotExist();
  }

  @Test
  void launch_anyShell_hasTheSettingsAndNoVariableOfTheCaller() throws Exception {
    makeCheckout("env > '" + folder.resolve("environment") + "'; exit 1\n");
    LibertyServer server = server(HealthStub.freePort());

    assertThatThrownBy(() -> start(server)).isInstanceOf(CommandFailure.class);

    Set<String> keys =
        Files.readAllLines(folder.resolve("environment")).stream()
            .map(line -> line.substring(0, Math.max(0, line.indexOf('='))))
            .collect(Collectors.toSet());
    assertThat(keys)
        .contains("ML_BASE_PORT", "SUTRA_START_REPORT", "WLP_USER_DIR", "JAVA_HOME")
        .isSubsetOf(
            "ML_BASE_PORT",
            "SUTRA_START_REPORT",
            "WLP_USER_DIR",
            "JAVA_HOME",
            "PATH",
            "HOME",
            "USER",
            "LANG",
            "LC_ALL",
            "PWD",
            "SHLVL",
            "_",
            "OLDPWD");
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
    assertThat(server.status().state()).isEqualTo(State.CRASHED);
  }

  @Test
  void start_serverThatSaysWhyItCannotStart_failsWithThat() throws IOException {
    makeCheckout(
        """
        echo some stack trace
        echo "MODEL_NAME is 'x'; allowed is one of y." > "$SUTRA_START_REPORT"
        """
            + STAY);
    LibertyServer server = server(HealthStub.freePort());

    assertThatThrownBy(() -> start(server))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(
            "ml-base did not start. MODEL_NAME is 'x'; allowed is one of y.\nAll that it said is")
        .hasMessageNotContaining("stack trace");
    server.endQuietly();
  }

  @Test
  void start_serverThatCannotListen_failsAtOnceNamingThePort() throws IOException {
    makeCheckout("echo '[ERROR   ] CWWKO0221E: TCP/IP'\n" + STAY);
    int port = HealthStub.freePort();
    LibertyServer server = server(port);

    assertThatThrownBy(() -> start(server))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("cannot listen on port " + port + " of 127.0.0.1 (ML_BASE_PORT");
    server.endQuietly();
  }

  @Test
  void start_afterACrash_keepsTheLogOfTheCrash() throws IOException {
    makeCheckout("echo the first; exit 1\n");
    LibertyServer server = server(HealthStub.freePort());
    assertThatThrownBy(() -> start(server)).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> start(server)).isInstanceOf(CommandFailure.class);

    assertThat(folder.resolve("home/logs/ml-base.1.log")).hasContent("the first");
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
    ProductFiles product = ProductFiles.install(workspace, waiting -> {});
    server.prepare(product);
    server.launch(product, server.configured());
    server.awaitReady(progress);
  }

  private LibertyServer server(int port) {
    workspace = TestWorkspace.below(folder, Map.of("ML_BASE_PORT", Integer.toString(port)));
    return LibertyServer.mlBase(workspace);
  }

  private Process startRecordedProcess() throws IOException {
    return startRecordedProcess(HealthStub.freePort(), false);
  }

  private Process startRecordedProcess(int port, boolean ready) throws IOException {
    // Its standard input stays open and empty, so it waits for as long as this test runs.
    Process process = new ProcessBuilder("sh", "-c", "read line").start();
    processes.add(process);
    record(SystemProcess.of(process.pid()).orElseThrow(), port, ready);
    return process;
  }

  private void record(SystemProcess process, int port, boolean ready) throws IOException {
    Files.createDirectories(recordFile().getParent());
    new ServerRecord(process, "http://localhost:" + port, ready, "", Map.of()).write(recordFile());
  }

  private static void signal(Process process, String name) {
    SystemProcess target = SystemProcess.of(process.pid()).orElseThrow();
    assertThat(target.signal(name)).isTrue();
    Patience.await(Duration.ofSeconds(30), target::isSuspended, () -> "it was not suspended");
  }

  private void makeCheckout(String serverScript) throws IOException {
    Path checkout = folder.resolve("checkout");
    Path script = checkout.resolve("liberty-config/target/runtime/wlp/bin/server");
    write(script, "#!/bin/sh\n" + serverScript);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    write(checkout.resolve("liberty-config/target/usr/servers/ml-base/server.xml"), "<server/>");
    write(checkout.resolve("ml-base-war/target/ml-base/WEB-INF/web.txt"), "new");
    write(checkout.resolve("ml-base-war/target/models/m/model.onnx"), "weights");
    write(checkout.resolve("embedding-war/target/embedding/WEB-INF/web.txt"), "new");
    write(checkout.resolve("cache-connector-rar/target/cache-connector-standalone.rar"), "rar");
    write(checkout.resolve("ear/target/sutra.ear"), "ear");
    write(checkout.resolve("cache-shard-jar/target/cache-shard.jar"), "jar");
    write(checkout.resolve("cache-shard-jar/target/lib/netty.jar"), "jar");
    write(checkout.resolve("haproxy/ml-base-lb.cfg"), "global");
    write(checkout.resolve("target/sutra-build.stamp"), "0123456789abcdef0123");
  }

  private Path recordFile() {
    return folder.resolve("home/run/ml-base.properties");
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}

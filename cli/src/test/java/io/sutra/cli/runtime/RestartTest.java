package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.ServerRecord;
import io.sutra.cli.instance.TestWorkspace;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.system.SystemProcess;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers here are shells that wait, with the records of servers. */
@Timeout(60)
final class RestartTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private final Progress progress = new Progress(new PrintWriter(new StringWriter()));
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void pending_settingThatTwoServersRead_isPendingUntilBothHaveIt() throws IOException {
    run(Map.of(), Profile.SIMPLE);
    Workspace now = workspace(Map.of("MATRYOSHKA_DIM", "64"));
    run(now, Profile.SIMPLE, "embedding");

    Product wanted = new Product(now, Profile.SIMPLE);

    assertThat(wanted.pendingServers()).containsExactly("ml-base");
    assertThat(wanted.pendingSettings())
        .<String>extracting(Setting::key)
        .containsExactly("MATRYOSHKA_DIM");
  }

  @Test
  void pending_addressesThatFollowFromOthers_concernWhoUsesThem() throws IOException {
    run(Map.of(), Profile.SIMPLE);

    assertThat(pending(Map.of("ML_BASE_PORT", "8990"))).containsExactly("ml-base", "embedding");
    assertThat(pending(Map.of("SUTRA_CACHE_BIND", "127.0.0.9")))
        .containsExactly("cache-shard", "embedding");
    assertThat(pending(Map.of())).isEmpty();
  }

  @Test
  void pending_balancer_knowsWhatItWasStartedWith() throws IOException {
    run(Map.of(), Profile.scaled(2));

    assertThat(
            new Product(workspace(Map.of("ML_BASE_LB_MAX_CONNECTIONS", "99")), Profile.scaled(2))
                .pendingServers())
        .containsExactly("ml-base-lb");
  }

  @Test
  void restart_oneReplicaWithOtherSettingsThanTheRest_isRefusedThoughTheRestCrashed()
      throws Exception {
    run(Map.of(), Profile.scaled(2));
    Process replica = processes.get(2);
    processes.get(1).destroyForcibly().waitFor();

    assertThatThrownBy(
            () ->
                new Product(workspace(Map.of("MODEL_NAME", "all-minilm-l6-v2")), Profile.scaled(2))
                    .restart(List.of("ml-base-2"), progress))
        .hasMessageContaining("MODEL_NAME")
        .hasMessageContaining("./sutra restart");
    assertThat(replica.isAlive()).isTrue();
  }

  @Test
  void current_serversWithSettingsOfTheirOwn_areEachAsTheyWereReadyLast() throws IOException {
    run(Map.of(), Profile.SIMPLE);
    Workspace later = workspace(Map.of("ML_BASE_PORT", "8990"));
    later.noteLaunch("ml-base");
    Product launched = Product.current(workspace(Map.of()));
    assertThat(launched.servers().get(1).configuredUrl()).endsWith(":8887");

    later.rememberStarted("ml-base");

    Product current = Product.current(workspace(Map.of()));
    assertThat(current.servers().get(1).configuredUrl()).endsWith(":8990");
    assertThat(current.servers().get(2).environment())
        .containsEntry("ML_BASE_URL", "http://localhost:8887");
  }

  @Test
  void restart_portTakenByAnother_isRefusedBeforeAnythingStops() throws IOException {
    Map<String, String> ports = freePorts();
    run(ports, Profile.SIMPLE);
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> wanted = new HashMap<>(ports);
      wanted.put("EMBEDDING_PORT", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(
              () -> new Product(workspace(wanted), Profile.SIMPLE).restart(List.of(), progress))
          .hasMessageContaining("Port " + taken.getLocalPort());
    }
    assertThat(processes).allMatch(Process::isAlive);
  }

  @Test
  void restart_nothingWasBuiltOrInstalled_isRefusedBeforeAnythingStops() throws IOException {
    Map<String, String> ports = freePorts();
    run(ports, Profile.SIMPLE);

    assertThatThrownBy(
            () -> new Product(workspace(ports), Profile.SIMPLE).restart(List.of(), progress))
        .hasMessageContaining("programs cannot be copied");
    assertThat(processes).allMatch(Process::isAlive);
  }

  @Test
  void start_suspendedServer_isNamedAtOnceAndNothingIsLaunched() throws Exception {
    run(Map.of(), Profile.SIMPLE);
    processes.getLast().destroyForcibly().waitFor();
    SystemProcess shard = SystemProcess.of(processes.getFirst().pid()).orElseThrow();
    assertThat(shard.signal("STOP")).isTrue();
    Patience.await(Duration.ofSeconds(30), shard::isSuspended, () -> "it was not suspended");
    Product product = Product.current(workspace(Map.of()));

    assertThatThrownBy(() -> product.start(progress))
        .hasMessageContaining("kill -CONT " + shard.pid());
    assertThatThrownBy(() -> product.restart(List.of("embedding"), progress))
        .hasMessageContaining("kill -CONT " + shard.pid());
    assertThatThrownBy(() -> product.revive("cache-shard", progress))
        .hasMessageContaining("kill -CONT " + shard.pid());
  }

  private List<String> pending(Map<String, String> settings) {
    return new Product(workspace(settings), Profile.SIMPLE).pendingServers();
  }

  private void run(Map<String, String> settings, Profile profile) throws IOException {
    Workspace workspace = workspace(settings);
    Files.createDirectories(workspace.run());
    profile.remember(workspace, Profile.Form.PROCESSES);
    workspace.rememberStarted();
    for (String name : new Product(workspace, profile).names()) {
      run(workspace, profile, name);
    }
  }

  private void run(Workspace workspace, Profile profile, String name) throws IOException {
    LocalServer server =
        new Product(workspace, profile)
            .servers().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    Process process = new ProcessBuilder("sh", "-c", "read line").start();
    processes.add(process);
    new ServerRecord(
            SystemProcess.of(process.pid()).orElseThrow(),
            server.configuredUrl(),
            true,
            "",
            server.wanted())
        .write(workspace.run().resolve(name + ".properties"));
  }

  private Workspace workspace(Map<String, String> settings) {
    return TestWorkspace.below(folder, settings);
  }

  private static Map<String, String> freePorts() throws IOException {
    return Map.of(
        "ML_BASE_PORT", Integer.toString(HealthStub.freePort()),
        "EMBEDDING_PORT", Integer.toString(HealthStub.freePort()),
        "SUTRA_CACHE_PORT", Integer.toString(HealthStub.freePort()),
        "SUTRA_CACHE_METRICS_PORT", "0");
  }
}

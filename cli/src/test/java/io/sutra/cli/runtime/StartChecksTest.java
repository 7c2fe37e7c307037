package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.TestWorkspace;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StartChecksTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @ParameterizedTest
  @CsvSource({"*,127.0.0.7", "127.0.0.1,127.0.0.1", "127.0.0.1,0.0.0.0", "::1,::1"})
  void require_portTakenAtAnyAddress_namesItAndWhoHasIt(String ours, String theirs)
      throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName(theirs))) {
      Map<String, String> settings = freePorts();
      settings.put("SUTRA_LISTEN_HOST", ours);
      settings.put("ML_BASE_PORT", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> require(settings))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("which ml-base needs, is taken by process")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .hasMessageContaining("ML_BASE_PORT=");
    }
  }

  @Test
  void require_onePortForTwoServers_namesBothSettings() throws IOException {
    Map<String, String> settings = freePorts();
    settings.put("EMBEDDING_PORT", settings.get("ML_BASE_PORT"));

    assertThatThrownBy(() -> require(settings))
        .hasMessageContaining("ml-base (ML_BASE_PORT) and embedding (EMBEDDING_PORT)");
  }

  @Test
  void require_onePortTwiceForOneServer_namesBothSettings() throws IOException {
    Map<String, String> settings = freePorts();
    settings.put("SUTRA_CACHE_METRICS_PORT", settings.get("SUTRA_CACHE_PORT"));

    assertThatThrownBy(() -> require(settings))
        .hasMessageContaining("is given twice, to cache-shard (SUTRA_CACHE_PORT) and cache-shard")
        .hasMessageNotContaining("two servers");
  }

  @Test
  void require_onePortAtTwoAddresses_isFine() throws IOException {
    Map<String, String> settings = freePorts();
    settings.put("SUTRA_CACHE_PORT", settings.get("EMBEDDING_PORT"));
    settings.put("SUTRA_CACHE_BIND", "127.0.0.9");

    require(settings);

    assertThat(folder.resolve("home/cache")).isDirectory();
  }

  @Test
  void require_foreignAddressWithAPortThatIsHeldHere_isTheAddressesFault() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings = freePorts();
      settings.put("SUTRA_LISTEN_HOST", "192.0.2.1");
      settings.put("ML_BASE_PORT", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> require(settings)).hasMessageNotContaining("is taken by");
    }
  }

  @Test
  void require_addressOfAnotherMachine_namesTheSetting() throws IOException {
    Map<String, String> settings = freePorts();
    settings.put("SUTRA_LISTEN_HOST", "192.0.2.1");

    assertThatThrownBy(() -> require(settings))
        .hasMessageContaining("SUTRA_LISTEN_HOST is '192.0.2.1', an address that is not one of");
  }

  @Test
  void require_severalProblems_saysAll() throws IOException {
    Map<String, String> settings = freePorts();
    settings.put("SUTRA_CACHE_CAPACITY", "100000000");
    settings.put("SUTRA_CACHE_DIR", Files.writeString(folder.resolve("f"), "").toString() + "/x");

    assertThatThrownBy(() -> require(settings))
        .hasMessageContaining("Lower SUTRA_CACHE_MEMORY, SUTRA_CACHE_CAPACITY or")
        .hasMessageContaining("(SUTRA_CACHE_DIR) cannot be written");
  }

  @Test
  void require_nothingInTheWay_isFine() throws IOException {
    require(freePorts());

    assertThat(folder.resolve("home/cache")).isDirectory();
  }

  private void require(Map<String, String> settings) throws IOException {
    Files.createDirectories(folder.resolve("home"));
    new Product(TestWorkspace.below(folder, settings), Profile.SIMPLE).checkStart();
  }

  private static Map<String, String> freePorts() throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("ML_BASE_PORT", Integer.toString(HealthStub.freePort()));
    settings.put("EMBEDDING_PORT", Integer.toString(HealthStub.freePort()));
    settings.put("SUTRA_CACHE_PORT", Integer.toString(HealthStub.freePort()));
    settings.put("SUTRA_CACHE_METRICS_PORT", "0");
    return settings;
  }
}

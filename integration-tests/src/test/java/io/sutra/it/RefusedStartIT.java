package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that are started without the command, as a container or a service manager does: when they
 * cannot start they end, say why, and have a status other than 0, whoever reads the setting.
 */
class RefusedStartIT {

  private static final int REFUSED = 64;

  @TempDir private Path home;

  private record End(int status, String report, String log) {}

  /** The single server of {@code sutra.ear}, until it ends. */
  private End end(SutraInstance sutra, Map<String, String> settings) throws Exception {
    Path report = home.resolve("report");
    var environment = new HashMap<>(settings);
    environment.put("SUTRA_START_REPORT", report.toString());
    StartedServer started = sutra.startEar(environment);
    Process server = started.process();
    try {
      boolean ended = server.waitFor(2, TimeUnit.MINUTES);
      assertThat(ended).as("the server has ended; its log is " + started.log()).isTrue();
      return new End(server.exitValue(), read(report), Files.readString(started.log()));
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }

  private static String read(Path report) throws IOException {
    return Files.exists(report) ? Files.readString(report) : "";
  }

  @Test
  void server_valuesThatLibertyAndTheServicesRead_areAllNamedAtOnce() throws Exception {
    End end =
        end(
            new SutraInstance(home),
            Map.of(
                "EMBEDDING_PORT", "abc",
                "SUTRA_CACHE_POOL_SIZE", "many",
                "SUTRA_BATCH_TOKENS", "few",
                "SUTRA_REQUEST_TIMEOUT", "soon"));

    assertThat(end.status()).as(end.log()).isEqualTo(REFUSED);
    assertThat(end.report())
        .contains("EMBEDDING_PORT is 'abc'; allowed is a whole number from 1 to 65535.")
        .contains("SUTRA_CACHE_POOL_SIZE is 'many'")
        .contains("SUTRA_BATCH_TOKENS is 'few'")
        .contains("SUTRA_REQUEST_TIMEOUT is 'soon'");
    assertThat(end.log()).contains("EMBEDDING_PORT is 'abc'");
  }

  @Test
  void server_portTakenOnOneAddressOnly_isNamed() throws Exception {
    var sutra = new SutraInstance(home);
    try (var taken =
        new ServerSocket(sutra.embeddingPort(), 1, InetAddress.getByName("127.0.0.2"))) {
      End end = end(sutra, Map.of("SUTRA_LISTEN_HOST", "*"));

      assertThat(end.status()).as(end.log()).isEqualTo(REFUSED);
      assertThat(end.report()).contains("Port " + taken.getLocalPort() + " cannot be listened on");
    }
  }

  @Test
  void shard_valueNotAllowed_endsWithTheSentence() throws Exception {
    Path report = home.resolve("report");
    Path log = home.resolve("shard.log");
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-jar",
            SutraInstance.ROOT.resolve("cache-shard-jar/target/cache-shard.jar").toString());
    builder.environment().put("SUTRA_CACHE_CAPACITY", "lots");
    builder.environment().put("SUTRA_CACHE_SYNC", "sometimes");
    builder.environment().put("SUTRA_START_REPORT", report.toString());
    Process shard = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();

    assertThat(shard.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(shard.exitValue()).isEqualTo(REFUSED);
    assertThat(read(report)).isEqualTo(Files.readString(log)).contains("'lots'", "'sometimes'");
  }
}

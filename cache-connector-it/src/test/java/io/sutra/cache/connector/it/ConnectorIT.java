package io.sutra.cache.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool of a real server, through the adapter, to a real shard. */
class ConnectorIT {

  private static final String TOKEN = "secret-of-the-connector-it";
  private static final int POOL_SIZE = 2;

  @TempDir static Path folder;

  private static int shardPort;
  private static ShardProcess shard;
  private static LibertyProcess server;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ShardProcess startShard() throws IOException {
    return new ShardProcess(folder.resolve("shard"), shardPort, TOKEN);
  }

  @BeforeAll
  static void start() throws Exception {
    Path usr = Path.of(System.getProperty("it.usr"));
    Path apps = usr.resolve("servers/connector-it/apps");
    Files.createDirectories(apps);
    ProbeArchives.standalone(apps);
    ProbeArchives.embedded(apps);
    PrintedApplication.pack(apps, folder.resolve("printed"));
    shardPort = freePort();
    shard = startShard();
    server =
        new LibertyProcess(
            usr,
            "connector-it",
            freePort(),
            folder.resolve("server"),
            Map.of(
                "SUTRA_CACHE_HOST",
                "127.0.0.1",
                "SUTRA_CACHE_PORT",
                Integer.toString(shardPort),
                "SUTRA_CACHE_TOKEN",
                TOKEN,
                "SUTRA_CACHE_POOL_SIZE",
                Integer.toString(POOL_SIZE)));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    shard.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void putAndGet_throughThePool(String form) throws Exception {
    assertThat(server.get("/" + form + "/put?text=" + form)).isEqualTo("[STORED]");
    assertThat(server.get("/" + form + "/get")).isEqualTo(form);
  }

  @Test
  void documentedServlet_asPrinted_putsAndGets() throws Exception {
    assertThat(server.get("/documented/vector")).isEqualTo("8 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void exhaustedPool_isAConnectionFailureInTime(String form) throws Exception {
    assertThat(server.get("/" + form + "/take?count=" + POOL_SIZE)).isEqualTo("took " + POOL_SIZE);

    assertThat(server.get("/" + form + "/take?count=" + (POOL_SIZE + 1)))
        .startsWith("CONNECTION")
        .contains("J2CA0045E");

    assertThat(server.get("/" + form + "/take?count=" + POOL_SIZE)).isEqualTo("took " + POOL_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void shardRestarted_thePoolDropsItsDeadConnectionsAndWorksAgain(String form) throws Exception {
    server.get("/" + form + "/put?text=kept");
    server.get("/" + form + "/take?count=" + POOL_SIZE);
    shard.kill();

    assertThat(server.get("/" + form + "/get")).startsWith("CONNECTION");
    assertThat(server.get("/" + form + "/get")).startsWith("CONNECTION").contains("no shard at");
    shard = startShard();

    assertThat(server.get("/" + form + "/get")).isEqualTo("kept");
    assertThat(server.get("/" + form + "/take?count=" + POOL_SIZE)).isEqualTo("took " + POOL_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void shardRestartedWhileThePoolWaited_costsAtMostOneRequest(String form) throws Exception {
    server.get("/" + form + "/put?text=kept");
    server.get("/" + form + "/take?count=" + POOL_SIZE);
    shard.kill();
    shard = startShard();

    server.get("/" + form + "/get");

    assertThat(server.get("/" + form + "/get")).isEqualTo("kept");
    assertThat(server.get("/" + form + "/take?count=" + POOL_SIZE)).isEqualTo("took " + POOL_SIZE);
  }

  @Test
  void metrics_showThePools() throws Exception {
    server.get("/standalone/get");
    server.get("/embedded/get");

    assertThat(server.get("/metrics"))
        .contains("connectionpool_managedConnections{datasource=\"eis_sutra_cache\"")
        .contains("connectionpool_managedConnections{datasource=\"eis_sutra_embedded\"");
  }

  @Test
  void log_hasNoTokenAndNoComplaintOfThePoolAboutEvents() throws Exception {
    shard.kill();
    assertThat(server.get("/standalone/get")).startsWith("CONNECTION");
    assertThat(server.get("/standalone/get")).startsWith("CONNECTION");
    shard = startShard();

    assertThat(server.logs())
        .contains("J2CA0056I")
        .contains("FFDC")
        .doesNotContain(TOKEN)
        .doesNotContain("J2CA0079E");
  }
}

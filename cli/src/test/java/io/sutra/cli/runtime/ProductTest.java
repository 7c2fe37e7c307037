package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.TestWorkspace;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProductTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void servers_oneServer_isThereBesideTheShard() {
    var product = new Product(workspace(Map.of()), Profile.SINGLE);

    assertThat(product.names()).containsExactly("cache-shard", "sutra");
    assertThat(product.embedding()).isEqualTo("sutra");
    assertThat(product.mlBases()).containsExactly(new ServerAddress("sutra", product.url()));
  }

  @Test
  void servers_replicas_listenOnPortsInARowBehindTheBalancer() {
    var product = new Product(workspace(Map.of("ML_BASE_REPLICA_PORT", "7001")), Profile.scaled(3));

    assertThat(product.servers())
        .extracting(LocalServer::name, LocalServer::url)
        .contains(
            tuple("ml-base-1", "http://localhost:7001"),
            tuple("ml-base-3", "http://localhost:7003"),
            tuple("ml-base-lb", "http://localhost:8887"));
    assertThat(product.statistics().map(BalancerStatistics::url))
        .hasValue("http://localhost:9999/stats");
  }

  @Test
  void current_somethingRuns_isWhatWasStartedWhateverTheSettingsSayNow() {
    Workspace before = workspace(Map.of("EMBEDDING_PORT", "7001"));
    Profile.scaled(2).remember(before, Profile.Form.PROCESSES);
    before.rememberStarted();

    Product current =
        Product.current(workspace(Map.of("EMBEDDING_PORT", "7002", "SUTRA_EDITION", "single")));

    assertThat(current.names()).contains("ml-base-2", "ml-base-lb");
    assertThat(current.url()).isEqualTo("http://localhost:7001");
  }

  @Test
  void url_anotherAddress_isThatOneAndEveryAddressIsThisMachine() {
    assertThat(product(Map.of("SUTRA_LISTEN_HOST", "127.0.0.5")).url())
        .isEqualTo("http://127.0.0.5:8888");
    assertThat(product(Map.of("SUTRA_LISTEN_HOST", "::1")).url()).isEqualTo("http://[::1]:8888");
    assertThat(product(Map.of("SUTRA_LISTEN_HOST", "*")).url()).isEqualTo("http://localhost:8888");
  }

  @Test
  void start_fileOfTheTokenIsGone_isRefusedAndNothingIsLaunchedWithoutIt() throws IOException {
    Product product = startedWithATokenThatIsGone();
    var progress = new Progress(new PrintWriter(new StringWriter()));

    assertThatThrownBy(product::checkStart).hasMessageContaining("SUTRA_CACHE_TOKEN_FILE is '");
    assertThatThrownBy(() -> product.start(progress))
        .hasMessageContaining("SUTRA_CACHE_TOKEN_FILE is '");
    assertThatThrownBy(() -> product.revive("cache-shard", progress))
        .hasMessageContaining("SUTRA_CACHE_TOKEN_FILE is '");
    assertThatThrownBy(() -> product.restart(List.of(), progress))
        .hasMessageContaining("SUTRA_CACHE_TOKEN_FILE is '");
    assertThatThrownBy(() -> product.kill("cache-shard"))
        .hasMessageContaining("SUTRA_CACHE_TOKEN_FILE is '");
  }

  private Product startedWithATokenThatIsGone() throws IOException {
    Files.createDirectories(folder.resolve("home/run"));
    Path token = Files.writeString(folder.resolve("token"), "a token of some length");
    workspace(Map.of("SUTRA_CACHE_TOKEN_FILE", token.toString())).rememberStarted();
    Files.delete(token);
    return Product.current(workspace(Map.of()));
  }

  private Product product(Map<String, String> settings) {
    return new Product(workspace(settings), Profile.SIMPLE);
  }

  @Test
  void balancer_noHaproxy_saysHowToInstallIt() {
    Workspace shell = TestWorkspace.of(folder, folder, Map.of(), Map.of("PATH", folder.toString()));

    assertThat(new Balancer(shell, 3, List.of()).obstacles())
        .singleElement()
        .asString()
        .contains("apt-get install haproxy");
  }

  private Workspace workspace(Map<String, String> settings) {
    return TestWorkspace.below(folder, settings);
  }
}

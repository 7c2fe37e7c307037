package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sutra.cli.instance.Profile;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void asked_nothingSaid_isEmptyAndTheCurrentOneIsSimple() {
    assertThat(Profile.asked(workspace(Map.of()), false)).isEmpty();
    assertThat(Profile.current(workspace(Map.of()))).isEqualTo(Profile.SIMPLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"community", "enterprise"})
  void asked_editionWithReplicas_hasThree(String edition) {
    assertThat(Profile.asked(workspace(Map.of("SUTRA_EDITION", edition)), false))
        .hasValue(new Profile(3));
  }

  @Test
  void asked_scalingOnTheCommandLine_hasAsManyAsTheEnvironmentSays() {
    assertThat(Profile.asked(workspace(Map.of()), true)).hasValue(new Profile(3));
    assertThat(Profile.asked(workspace(Map.of("ML_BASE_REPLICAS", "16")), true))
        .hasValue(new Profile(16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "17", "three"})
  void asked_otherReplicas_isRefusedSayingWhatIsAllowed(String replicas) {
    assertThatThrownBy(() -> Profile.asked(workspace(Map.of("ML_BASE_REPLICAS", replicas)), true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("ML_BASE_REPLICAS is '" + replicas + "'; allowed is a whole number");
  }

  @Test
  void asked_unknownEdition_isRefusedListingThoseThereAre() {
    assertThatThrownBy(() -> Profile.asked(workspace(Map.of("SUTRA_EDITION", "gold")), false))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("SUTRA_EDITION is 'gold'; allowed is one of simple, community, enterprise.");
  }

  @Test
  void asked_scalingAndSimple_isRefused() {
    assertThatThrownBy(() -> Profile.asked(workspace(Map.of("SUTRA_EDITION", "simple")), true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("contradict");
  }

  @Test
  void current_remembered_isThatWhateverTheEnvironmentSays() {
    new Profile(5).remember(workspace(Map.of()), Profile.Form.PROCESSES);

    assertThat(Profile.current(workspace(Map.of("SUTRA_EDITION", "simple"))))
        .isEqualTo(new Profile(5));

    Profile.forget(workspace(Map.of()), Profile.Form.PROCESSES);
    assertThat(Profile.current(workspace(Map.of()))).isEqualTo(Profile.SIMPLE);
  }

  @Test
  void servers_replicas_listenOnPortsInARowBehindTheBalancer() {
    var product = new Product(workspace(Map.of("ML_BASE_REPLICA_PORT", "7001")), new Profile(3));

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
  void toStart_othersRun_isRefusedSayingWhatToDo() throws Exception {
    new Profile(2).remember(workspace(Map.of()), Profile.Form.PROCESSES);
    Process replica = new ProcessBuilder(List.of("sh", "-c", "read line", "ml-base-2")).start();
    try {
      Files.writeString(folder.resolve("run/ml-base-2.pid"), Long.toString(replica.pid()));

      assertThat(Product.toStart(workspace(Map.of()), false).servers()).hasSize(5);
      assertThatThrownBy(() -> Product.toStart(workspace(Map.of("SUTRA_EDITION", "simple")), false))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "What runs is 2 replicas of ml-base behind the balancer, not one ml-base."
                  + " Stop it first: ./sutra down");
    } finally {
      replica.destroyForcibly().waitFor();
    }
  }

  @Test
  void balancer_noHaproxy_saysHowToInstallIt() {
    var balancer = new Balancer(workspace(Map.of("PATH", folder.toString())), 3, List.of());

    assertThatThrownBy(balancer::install)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("apt-get install haproxy");
  }

  private Workspace workspace(Map<String, String> environment) {
    return new Workspace(folder.resolve("checkout"), folder, environment);
  }
}

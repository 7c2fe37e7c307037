package io.sutra.cli.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.client.ServiceClient;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProbeTest {

  @Test
  void latency_isOfTheLastHundredProbes_byNearestRank() {
    var probe = new Probe(new ServiceClient("http://localhost:1", Optional.empty()));
    probe.record(9_999, true);
    for (int i = 100; i >= 1; i--) {
      probe.record(i, true);
    }

    assertThat(probe.latency()).contains(new Latency(100, 50, 99, true));
  }

  @Test
  void latency_afterTheFirstHit_leavesOutWhatWasComputed() {
    var probe = new Probe(new ServiceClient("http://localhost:1", Optional.empty()));
    probe.record(40, false);
    probe.record(2, true);

    assertThat(probe.latency()).contains(new Latency(1, 2, 2, true));
  }

  @Test
  void latency_serviceDoesNotAnswer_isUnknown() {
    var probe = new Probe(new ServiceClient("http://localhost:1", Optional.empty()));
    probe.record(2, true);
    probe.measure();

    assertThat(probe.latency()).isEmpty();
  }

  @Test
  void share_afterARestartOfTheService_isWhatCameSince() throws IOException {
    Probe probe;
    int port;
    try (var service = StubService.at(0)) {
      port = service.port();
      probe = new Probe(new ServiceClient("http://localhost:" + port, Optional.empty()));
      probe.measure();
      probe.measure();
    }
    probe.measure();
    try (var again = StubService.at(port)) {
      assertThat(again.port()).isEqualTo(port);
      probe.measure();
      assertThat(probe.share()).isEqualTo(new Probe.Share(3, 3));

      probe.serviceRestarted();

      assertThat(probe.share()).isEqualTo(new Probe.Share(1, 1));
    }
  }
}

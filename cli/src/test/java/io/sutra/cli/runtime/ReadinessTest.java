package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadinessTest {

  @Test
  void ask_200_isReady() throws Exception {
    assertThat(ask(200, "{\"status\":\"UP\",\"checks\":[]}"))
        .isEqualTo(new Readiness.Answer(true, true, Optional.empty()));
  }

  @Test
  void ask_503_isNotReady() throws Exception {
    assertThat(ask(503, "{\"status\":\"DOWN\",\"checks\":[]}"))
        .isEqualTo(new Readiness.Answer(true, false, Optional.empty()));
  }

  @Test
  void ask_503WithAReason_isNotReadyForThatReason() throws Exception {
    assertThat(
            ask(
                503,
                "{\"status\":\"DOWN\",\"checks\":[{\"data\":"
                    + "{\"reason\" : \"The file is \\\"not\\\" it.\",\"x\":\"y\"}}]}"))
        .isEqualTo(new Readiness.Answer(true, false, Optional.of("The file is \\\"not\\\" it.")));
  }

  @Test
  void ask_nobodyListens_isNotReady() throws Exception {
    assertThat(new Readiness("http://localhost:" + HealthStub.freePort()).ask())
        .isEqualTo(Readiness.Answer.NONE);
  }

  private static Readiness.Answer ask(int status, String body) throws Exception {
    try (var health = new HealthStub(status, body)) {
      return new Readiness("http://localhost:" + health.port()).ask();
    }
  }
}

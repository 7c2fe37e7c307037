package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change one instance at the same time, or end in the middle of it. */
class TwoCommandsIT {

  private static final int ROUNDS = Boolean.getBoolean("sutra.full") ? 20 : 1;

  @TempDir private Path home;
  private SutraInstance sutra;

  @BeforeEach
  void choosePorts() {
    sutra = new SutraInstance(home);
  }

  @AfterEach
  void stop() throws Exception {
    sutra.down();
    assertThat(sutra.processes()).isEmpty();
  }

  @Test
  void up_twiceAtOnce_bothSucceedAndStatusKnowsEveryProcess() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Process one = sutra.start(Map.of(), "up");
      Process other = sutra.start(Map.of(), "up");
      try {
        assertThat(one.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(other.waitFor(10, TimeUnit.MINUTES)).isTrue();
      } finally {
        one.destroyForcibly();
        other.destroyForcibly();
      }
      assertThat(one.exitValue()).isZero();
      assertThat(other.exitValue()).isZero();
      assertThat(sutra.processes()).isEqualTo(known()).hasSize(3);
      assertThat(sutra.bare("down").exit()).isZero();
      assertThat(sutra.processes()).isEmpty();
    }
  }

  @Test
  void up_killedInTheMiddle_leavesNothingThatStatusDoesNotKnow() throws Exception {
    Process up = sutra.start(Map.of(), "up");
    try {
      Waiting.until(() -> Files.exists(home.resolve("run/ml-base.properties")));
    } finally {
      up.destroyForcibly();
      up.waitFor();
    }

    assertThat(sutra.processes()).isEqualTo(known());

    // Another one goes on from there.
    assertThat(sutra.bare("up").exit()).isZero();
    assertThat(sutra.processes()).isEqualTo(known()).hasSize(3);
  }

  /** The processes that {@code status} names. */
  private Set<Long> known() throws Exception {
    Set<Long> pids = new TreeSet<>();
    try (var reader =
        Json.createReader(new StringReader(sutra.bare("status", "--json").output()))) {
      for (JsonObject server :
          reader.readObject().getJsonArray("servers").getValuesAs(JsonObject.class)) {
        if (server.containsKey("pid")) {
          pids.add(server.getJsonNumber("pid").longValue());
        }
      }
    }
    return pids;
  }
}

package io.sutra.cli.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.ServerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static Reading reading(long nanos, double texts, double hits, double computed) {
    return new Reading(
        nanos,
        List.of(
            new ServerStatus(
                "ml-base-1", ServerStatus.State.READY, "", OptionalLong.empty(), Optional.empty())),
        Optional.of(Map.of("total_requests", texts, "l1_hits", hits, "l2_hits", 0.0)),
        List.of(new Reading.Model("ml-base-1", computed, 7, 3)),
        Optional.of(
            new BalancerStatistics.Snapshot(
                List.of(new BalancerStatistics.Replica("ml-base-1", "UP", 60, 5, 9)), 2)));
  }

  @Test
  void lines_areWhatHappenedBetweenTwoReadings() {
    List<String> lines =
        Screen.lines(reading(0, 100, 50, 40), reading(2_000_000_000L, 300, 200, 90));

    assertThat(lines)
        .contains("texts          100 a second, 300 since the start")
        .anyMatch(line -> line.contains("together 75.0 % now; 66.7 % since the start"))
        .anyMatch(line -> line.matches("ml-base-1 +ready +25\\.0 +7 +3"))
        .anyMatch(line -> line.matches("ml-base-1 +UP +5"))
        .contains("requests that no replica has yet: 2");
  }

  @Test
  void lines_countersThatWentBack_countAsNothing() {
    List<String> lines = Screen.lines(reading(0, 100, 50, 40), reading(2_000_000_000L, 10, 5, 4));

    assertThat(lines).contains("texts          0 a second, 10 since the start");
  }

  @Test
  void lines_nobodyAnswers_sayThat() {
    var silent = new Reading(0, List.of(), Optional.empty(), List.of(), Optional.empty());

    assertThat(Screen.lines(silent, silent)).anyMatch(line -> line.contains("does not answer"));
  }
}

package io.sutra.cli.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.ServerStatus;
import io.sutra.cli.runtime.ServerStatus.State;
import io.sutra.cli.terminal.KeyboardTerminal.Size;
import io.sutra.cli.terminal.Palette;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static final Size SMALL = new Size(12, 60);

  private static Reading reading(long nanos, double texts, double hits, double computed) {
    return reading(nanos, texts, hits, computed, "ml-base-1");
  }

  private static Reading reading(
      long nanos, double texts, double hits, double computed, String... servers) {
    return new Reading(
        nanos,
        Stream.of(servers)
            .map(
                name ->
                    new ServerStatus(name, State.READY, "", OptionalLong.empty(), Optional.empty()))
            .toList(),
        Optional.of(Map.of("total_requests", texts, "l1_hits", hits, "l2_hits", 0.0)),
        Optional.of(new Latency(100, 1.25, 131.4, true)),
        List.of(new Reading.Model("ml-base-1", computed, 7, 3, computed / 2, computed / 20)),
        Optional.of(
            new BalancerStatistics.Snapshot(
                List.of(
                    new BalancerStatistics.Replica("ml-base-1", "UP", 60, 5, 9),
                    new BalancerStatistics.Replica("ml-base-2", "DOWN", 60, 0, 9)),
                2)));
  }

  private static List<String> lines(Reading before, Reading now, Size size) {
    return Screen.lines("Sutra", before, now, size).stream()
        .map(line -> line.render(Integer.MAX_VALUE, new Palette(false)))
        .toList();
  }

  @Test
  void lines_areWhatHappenedBetweenTwoReadings() {
    List<String> lines =
        lines(reading(0, 100, 50, 40), reading(2_000_000_000L, 300, 200, 90), Screen.UNLIMITED);

    assertThat(lines)
        .contains(
            "texts     100 per second, 300 since the start",
            "hits      75.0% (memory 75.0%, shard 0.0%), overall 66.7%",
            "latency   p50 1.3 ms, p99 131 ms (own probe, cached text)")
        .anyMatch(line -> line.matches("ml-base-1 ready +25\\.0 +7 +3 +100 +5"));
  }

  @Test
  void lines_replicaThatTheBalancerLeavesOut_isNotCalledReady() {
    Reading now = reading(0, 1, 1, 1, "ml-base-1", "ml-base-2", "ml-base-lb");

    assertThat(lines(now, now, SMALL))
        .anyMatch(line -> line.matches("ml-base-1 +ready .*"))
        .anyMatch(line -> line.matches("ml-base-2 +no calls"))
        .contains("ml-base-lb ready     2 requests waiting");
  }

  @Test
  void lines_sixServersIn60By12_areWholeAndFit() {
    Reading now =
        reading(
            1,
            123_456_789,
            123_456_788,
            1e6,
            "storage-cache-shard",
            "ml-base-1",
            "ml-base-2",
            "ml-base-3",
            "ml-base-lb",
            "sutra-embedding-service");

    List<String> lines = lines(now, now, SMALL);

    assertThat(lines).hasSize(12);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    assertThat(lines.getLast()).startsWith("sutra-embedding-service ready");
  }

  @Test
  void lines_moreServersThanRows_areThoseThatAreNotReadyFirst() {
    Reading now = reading(1, 1, 1, 1, "a", "ml-base-1", "c", "d", "e", "f", "g", "h", "ml-base-2");

    List<String> lines = lines(now, now, new Size(9, 60));

    assertThat(lines)
        .hasSize(9)
        .anyMatch(line -> line.startsWith("ml-base-2 no calls"))
        .contains("and 7 more: enlarge the window");
  }

  @Test
  void lines_largeWindow_haveBlankOnesBetween() {
    Reading now = reading(0, 1, 1, 1);

    assertThat(lines(now, now, new Size(24, 80))).filteredOn(String::isEmpty).hasSize(2);
  }

  @Test
  void lines_countersThatWentBack_countAsNothing() {
    List<String> lines = lines(reading(0, 100, 50, 40), reading(2_000_000_000L, 10, 5, 4), SMALL);

    assertThat(lines).contains("texts     0 per second, 10 since the start");
  }

  @Test
  void lines_nobodyAnswers_sayThat() {
    var silent =
        new Reading(0, List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    assertThat(lines(silent, silent, SMALL))
        .contains("texts     the embedding service does not answer", "latency   -");
  }
}

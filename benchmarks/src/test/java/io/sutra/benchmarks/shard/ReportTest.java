package io.sutra.benchmarks.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report says of what was measured. */
final class ReportTest {

  private static Comparison comparison(Optional<Bar> bar, double... shardRates) {
    Samples redis = new Samples();
    Samples shard = new Samples();
    for (double rate : shardRates) {
      redis.addRate(1_000_000, 1000, 4);
      shard.addRate(1_000_000, rate, 3);
    }
    return new Comparison("get", "keys/s", bar, "Redis", redis, shard);
  }

  @Test
  void comparison_threeRounds_medianOfRatiosWithLeastAndMost() {
    Comparison comparison = comparison(Optional.of(Bar.GET_OF_16), 1400, 3000, 1600);

    assertThat(comparison.row())
        .isEqualTo(
            "| get | Redis | 1,000 keys/s | 1,600 keys/s | 1.60 (1.40 to 3.00) | ≥ 1.50 × | met |"
                + " 4.00 s | 3.00 s | 0.75 |");
  }

  @Test
  void comparison_belowTheBar_notMet() {
    assertThat(comparison(Optional.of(Bar.DURABLE_PUT), 1990).row())
        .contains("| ≥ 2.00 × | **not met** |");
  }

  @Test
  void comparison_withoutABar_saysNothingOfOne() {
    assertThat(comparison(Optional.empty(), 500).row()).contains("| 0.50 (0.50 to 0.50) |  |  |");
  }

  @Test
  void comparison_processorTimeUnknown_saysSo() {
    Samples redis = new Samples();
    Samples shard = new Samples();
    redis.addRate(1000, 10, -1);
    shard.addRate(1000, 20, -1);

    assertThat(new Comparison("get", "keys/s", Optional.empty(), "Redis", redis, shard).row())
        .endsWith("| not read | not read | |");
  }

  @Test
  void samples_evenNumber_meanOfTheTwoInTheMiddle() {
    assertThat(Samples.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
  }

  @Test
  void samples_processorSeconds_areOfAMillionOperations() {
    Samples samples = new Samples();

    samples.add(500_000, 2, 1.5);

    assertThat(samples.rates()).containsExactly(250_000.0);
    assertThat(samples.processorSeconds()).containsExactly(3.0);
  }

  @Test
  void bars_atTheLimit_met() {
    assertThat(Bar.GET_OF_1.met(1.5)).isTrue();
    assertThat(Bar.GET_OF_1.met(1.49)).isFalse();
    assertThat(Bar.MEMORY_OF_REDIS.met(0.70)).isTrue();
    assertThat(Bar.MEMORY_OF_REDIS.met(0.71)).isFalse();
    assertThat(Bar.SWAP_REFUSED.met(0)).isTrue();
    assertThat(Bar.SWAP_REFUSED.met(1)).isFalse();
  }

  @Test
  void bars_judgedTwice_theWorseCounts() {
    Report report = new Report();
    report.judge(Bar.MEMORY_OF_ENTRY, 1.2);
    report.judge(Bar.MEMORY_OF_ENTRY, 1.1);
    report.judge(Bar.RECOVERY, 400_000);
    report.judge(Bar.RECOVERY, 600_000);
    report.sayBars();

    assertThat(report.lines())
        .contains(
            "| resident bytes per entry ÷ (value + 40 bytes) | ≤ 1.120 × | 1.200 × | **not met**"
                + " |",
            "| recovery | ≥ 500,000 entries/s | 400,000 entries/s | **not met** |");
  }

  @Test
  void bars_notMeasured_statedAndNotHeldAgainstTheRun() {
    Report report = new Report();
    report.compare(comparison(Optional.of(Bar.GET_OF_16), 2000));
    report.sayBars();

    assertThat(report.lines())
        .contains(
            "| get, 16 keys a frame ÷ Redis | ≥ 1.50 × | 2.00 × | met |",
            "| durable put ÷ Redis | ≥ 2.00 × | | not measured in this run |");
    assertThat(report.allMet()).isTrue();
  }

  @Test
  void bars_oneNotMet_theRunFails() {
    Report report = new Report();
    report.judge(Bar.RECOVERY, 600_000);
    report.compare(comparison(Optional.of(Bar.GET_OF_1), 1100));

    assertThat(report.allMet()).isFalse();
  }

  @Test
  void chart_ofAComparison_drawsRatioAndAim() {
    assertThat(RatioChart.draw(List.of(comparison(Optional.of(Bar.GET_OF_16), 2000))))
        .contains("2.00 (aim 1.5)");
  }

  @Test
  void processorClock_nameWithParentheses_readsUserAndSystemTime() {
    String stat =
        "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100";

    assertThat(ProcessorClock.ticks(stat)).isEqualTo(300);
  }
}

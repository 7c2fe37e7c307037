package io.sutra.mlbase.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class DrainRateTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void tokensPerSecond_nothingMeasured_isZero() {
    assertThat(new DrainRate(4).tokensPerSecond()).isZero();
  }

  @Test
  void timeFor_nothingMeasured_isASecond() {
    assertThat(new DrainRate(4).timeFor(1_000_000)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tokensPerSecond_oneBatch_isItsRateTimesTheWorkers() {
    var rate = new DrainRate(3);

    rate.record(500, SECOND / 2);

    assertThat(rate.tokensPerSecond()).isCloseTo(3_000, Offset.offset(1e-6));
  }

  @Test
  void tokensPerSecond_twoBatches_isTheWeightedQuotient() {
    var rate = new DrainRate(1);

    rate.record(1_000, SECOND);
    rate.record(4_000, 2 * SECOND);

    // The first batch counts e^(-2/10) = 0.8187307531 of itself.
    assertThat(rate.tokensPerSecond()).isCloseTo(4_818.7307531 / 2.8187307531, Offset.offset(1e-6));
  }

  @Test
  void tokensPerSecond_speedChanges_followsWithinAMinute() {
    var rate = new DrainRate(1);
    for (int i = 0; i < 600; i++) {
      rate.record(100, SECOND / 10);
    }
    assertThat(rate.tokensPerSecond()).isCloseTo(1_000, Percentage.withPercentage(0.1));

    for (int i = 0; i < 600; i++) {
      rate.record(400, SECOND / 10);
    }

    assertThat(rate.tokensPerSecond()).isCloseTo(4_000, Percentage.withPercentage(0.5));
  }

  @Test
  void timeFor_measured_isRoundedUpToTheMillisecond() {
    var rate = new DrainRate(2);
    rate.record(1_000, SECOND);

    assertThat(rate.timeFor(4_000)).isEqualTo(Duration.ofSeconds(2));
    assertThat(rate.timeFor(1)).isEqualTo(Duration.ofMillis(1));
    assertThat(rate.timeFor(3)).isEqualTo(Duration.ofMillis(2));
    assertThat(rate.timeFor(0)).isZero();
  }
}

package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The shard's time beside a wall clock that jumps. */
class ShardClockTest {

  private static final long YEARS = Duration.ofDays(3_650).toMillis();

  private long wall = 1_000_000_000;
  private long elapsed;

  private final ShardClock clock =
      new ShardClock(() -> wall, () -> TimeUnit.MILLISECONDS.toNanos(elapsed));

  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      wall += 1_000;
      elapsed += 1_000;
      clock.check();
    }
  }

  @Test
  void pausesBetweenTheTwoClocks_doNotAddUp() {
    long[] now = {0};
    // Each reading of a clock takes a millisecond.
    ShardClock slow =
        new ShardClock(() -> 1_000 + ++now[0], () -> TimeUnit.MILLISECONDS.toNanos(++now[0]));
    for (int i = 0; i < 1_000; i++) {
      slow.check();
      assertThat(slow.getAsLong()).isLessThanOrEqualTo(1_000 + now[0]);
    }
  }

  @Test
  void drift_isFollowedForwardOnly() {
    wall += 500;
    clock.check();
    assertThat(clock.getAsLong()).isEqualTo(wall);
    wall -= 700;
    clock.check();
    assertThat(clock.getAsLong()).isEqualTo(wall + 700);
    assertThat(clock.jumps()).isZero();
  }

  @Test
  void jumpForwardForAMoment_isCountedAndNotFollowed() {
    wall += YEARS;
    pass(Duration.ofSeconds(3));
    wall -= YEARS;
    pass(Duration.ofMinutes(3));
    assertThat(clock.getAsLong()).isEqualTo(wall);
    assertThat(clock.jumps()).isOne();
  }

  @Test
  void jumpForwardThatLasts_isFollowedAfterAMinute() {
    wall += YEARS;
    pass(Duration.ofSeconds(59));
    assertThat(clock.getAsLong()).isEqualTo(wall - YEARS);
    pass(Duration.ofSeconds(3));
    assertThat(clock.getAsLong()).isEqualTo(wall);
    assertThat(clock.jumps()).isOne();
  }

  @Test
  void jumpBack_isCountedAndNeverFollowed() {
    wall -= YEARS;
    pass(Duration.ofMinutes(5));
    assertThat(clock.getAsLong()).isEqualTo(wall + YEARS);
    assertThat(clock.jumps()).isOne();
  }
}

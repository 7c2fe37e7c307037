package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Power losses, kills and failed forces at every sync point of many random lives. */
class PowerLossTest {

  private static final int SEEDS = Boolean.getBoolean("sutra.full") ? 1000 : 25;
  private static final int OPERATIONS = 30;

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void powerLoss_atEverySyncPoint_leavesAPrefixWithAllThatWasPromised(SyncMode sync)
      throws IOException {
    runAll(sync, PowerLossScenario.Ending.POWER_LOSS, SEEDS);
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void kill_atEverySyncPoint_leavesAPrefixWithAllThatWasPromised(SyncMode sync) throws IOException {
    runAll(sync, PowerLossScenario.Ending.KILL, SEEDS);
  }

  @Test
  void failedForce_atEverySyncPoint_acknowledgesNothingOfItsBatch() throws IOException {
    runAll(SyncMode.ALWAYS, PowerLossScenario.Ending.FORCE_FAILS, SEEDS);
  }

  /** For {@link SeededBugsTest}, which has these classes twice and only names in common. */
  static void runAll(String sync, String ending, int seeds) throws IOException {
    runAll(SyncMode.valueOf(sync), PowerLossScenario.Ending.valueOf(ending), seeds);
  }

  private static void runAll(SyncMode sync, PowerLossScenario.Ending ending, int seeds)
      throws IOException {
    try {
      long runs =
          LongStream.rangeClosed(1, seeds).parallel().map(seed -> run(sync, ending, seed)).sum();
      assertThat(runs).isGreaterThan(seeds);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (AssertionError e) {
      // The streams' threads wrap what one of them threw.
      throw e.getCause() instanceof AssertionError first ? first : e;
    }
  }

  private static long run(SyncMode sync, PowerLossScenario.Ending ending, long seed) {
    try {
      int points = new PowerLossScenario(sync).syncPoints(seed, OPERATIONS);
      for (int endAt = 1; endAt <= points; endAt++) {
        new PowerLossScenario(sync).run(seed, OPERATIONS, endAt, ending);
      }
      return points;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

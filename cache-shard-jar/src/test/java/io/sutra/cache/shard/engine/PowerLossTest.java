package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.shard.wal.Disk;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.function.UnaryOperator;
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
    runAll(sync, PowerLossScenario.Ending.POWER_LOSS, disk -> disk, RecordChecksum.CRC32C, SEEDS);
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void kill_atEverySyncPoint_leavesAPrefixWithAllThatWasPromised(SyncMode sync) throws IOException {
    runAll(sync, PowerLossScenario.Ending.KILL, disk -> disk, RecordChecksum.CRC32C, SEEDS);
  }

  @Test
  void failedForce_atEverySyncPoint_acknowledgesNothingOfItsBatch() throws IOException {
    runAll(
        SyncMode.ALWAYS,
        PowerLossScenario.Ending.FORCE_FAILS,
        disk -> disk,
        RecordChecksum.CRC32C,
        SEEDS);
  }

  static void runAll(
      SyncMode sync,
      PowerLossScenario.Ending ending,
      UnaryOperator<Disk> wrap,
      RecordChecksum checksum,
      int seeds)
      throws IOException {
    int runs = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      int points = new PowerLossScenario(sync, wrap, checksum).syncPoints(seed, OPERATIONS);
      for (int endAt = 1; endAt <= points; endAt++) {
        new PowerLossScenario(sync, wrap, checksum).run(seed, OPERATIONS, endAt, ending);
        runs++;
      }
    }
    assertThat(runs).isGreaterThan(seeds);
  }
}

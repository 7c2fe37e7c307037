package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end comes before each single call that a compaction makes, and again while it recovers. */
final class CompactionCrashTest {

  private static final int SEEDS = Boolean.getBoolean("sutra.full") ? 500 : 10;

  private static SimulatedShard open(SimulatedDisk disk) throws IOException {
    return new SimulatedShard(disk, SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
  }

  /** A shard that holds a snapshot already, deleted keys, and longer vectors over shorter ones. */
  private static SimulatedShard lived(SimulatedDisk disk, Random random) throws IOException {
    SimulatedShard shard = open(disk);
    for (int i = 0; i < 60; i++) {
      int number = random.nextInt(12);
      if (random.nextInt(3) == 0) {
        shard.delete(key(number));
      }
      shard.put(key(number), vector(number, i, 20 + 10 * i));
      if (i == 25) {
        shard.compact();
      }
    }
    shard.delete(key(random.nextInt(12)));
    return shard;
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Runs a step; the end comes before its call of the disk of that number. Whether it came. */
  private static boolean endsAt(SimulatedDisk disk, int call, Step step) throws IOException {
    int[] left = {call};
    disk.hook(
        operation -> {
          if (--left[0] <= 0) {
            throw new SimulatedDisk.PowerLoss();
          }
        });
    try {
      step.run();
      return false;
    } catch (SimulatedDisk.PowerLoss e) {
      return true;
    } finally {
      disk.hook(operation -> {});
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void crashBeforeEachCallOfACompaction_leavesWhatWasThereAndNothingStale(boolean power)
      throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      boolean ended = true;
      for (int call = 1; ended; call++) {
        Random random = new Random(seed);
        SimulatedDisk disk = new SimulatedDisk();
        SimulatedShard shard = lived(disk, random);
        Map<CacheKey, List<Byte>> expected = shard.contents();
        ended = endsAt(disk, call, shard::compact);
        for (int again = 0; again < 3; again++) {
          SimulatedDisk next = power ? disk.afterPowerLoss(random) : disk.afterKill();
          endsAt(next, 1 + random.nextInt(12), () -> open(next));
          disk = next;
        }
        SimulatedShard recovered = open(power ? disk.afterPowerLoss(random) : disk.afterKill());
        assertThat(recovered.contents()).as("seed %d, call %d", seed, call).isEqualTo(expected);
        assertThat(recovered.report().corrupt()).as("seed %d, call %d", seed, call).isFalse();
        recovered.compact();
        assertThat(recovered.contents()).isEqualTo(expected);
      }
    }
  }
}

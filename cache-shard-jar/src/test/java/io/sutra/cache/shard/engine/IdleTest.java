package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log that nobody writes to writes nothing, however often its threads look. */
class IdleTest {

  private static SimulatedShard open(SimulatedDisk disk, SyncMode sync) throws IOException {
    LogSettings settings = new LogSettings(sync, DamagePolicy.PREFIX, 1 << 20);
    return new SimulatedShard(disk, settings, () -> 1_000, () -> 0, RecordChecksum.CRC32C, 10_000);
  }

  /** What the writer and the keeper do when nothing is put. */
  private static void look(SimulatedShard shard, SyncMode sync) throws IOException {
    shard.idle();
    if (shard.log().wantsAllocation()) {
      shard.log().allocate();
    }
    if (sync == SyncMode.EVERYSEC && shard.log().unforcedNanos() > 0) {
      shard.sync();
    }
  }

  private static void assertSilent(SimulatedDisk disk, SimulatedShard shard, SyncMode sync)
      throws IOException {
    // Marks, and zeros ahead, once.
    for (int i = 0; i < 4; i++) {
      look(shard, sync);
    }
    long before = disk.writtenBytes();
    int[] calls = {0};
    disk.hook(operation -> calls[0]++);
    for (int i = 0; i < 200; i++) {
      look(shard, sync);
    }
    disk.hook(operation -> {});
    assertThat(disk.writtenBytes()).isEqualTo(before);
    assertThat(calls[0]).as("calls of the disk").isZero();
  }

  @ParameterizedTest
  @CsvSource({"ALWAYS, 3", "ALWAYS, 400", "EVERYSEC, 400", "NONE, 400"})
  void idleLog_writesNothing(SyncMode sync, int puts) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk, sync);
    for (int i = 0; i < puts; i++) {
      shard.put(key(i), vector(i, 1, 1_000));
      look(shard, sync);
    }
    assertSilent(disk, shard, sync);
    shard.close();
    SimulatedShard again = open(disk, sync);
    assertSilent(disk, again, sync);
  }

  @ParameterizedTest
  @CsvSource({"ALWAYS", "EVERYSEC", "NONE"})
  void idleLogOnAFullDisk_doesNotTryForEver(SyncMode sync) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk, sync);
    for (int i = 0; i < 200; i++) {
      shard.put(key(i), vector(i, 1, 1_000));
    }
    disk.full(true, "No space left on device");
    assertSilent(disk, shard, sync);
  }
}

package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Expiry on an injected clock, across restarts and jumps. */
class ExpiryTest {

  private static final long HOUR = 3_600_000;

  private final SimulatedDisk disk = new SimulatedDisk();
  private long wall = 10 * HOUR;
  private long elapsed;

  private SimulatedShard open() throws IOException {
    LogSettings settings = new LogSettings(SyncMode.ALWAYS, DamagePolicy.PREFIX, 4096);
    return new SimulatedShard(
        disk,
        settings,
        () -> wall,
        () -> TimeUnit.MILLISECONDS.toNanos(elapsed),
        RecordChecksum.CRC32C,
        1000);
  }

  private void pass(long millis) {
    wall += millis;
    elapsed += millis;
  }

  @Test
  void get_expiredEntry_isMiss() throws IOException {
    SimulatedShard shard = open();
    shard.put(key(1), vector(1, 1, 64), 1_000);
    pass(999);
    assertThat(shard.store().find(0, key(1))).isNotNull();
    pass(1);
    assertThat(shard.store().find(0, key(1))).isNull();
  }

  @Test
  void put_ofAnExpiredKey_isStored() throws IOException {
    SimulatedShard shard = open();
    shard.put(key(1), vector(1, 1, 64), 1_000);
    assertThat(shard.put(key(1), vector(1, 2, 64), 1_000).result())
        .containsExactly(PutOutcome.KEPT);
    pass(1_000);
    assertThat(shard.put(key(1), vector(1, 2, 64), 1_000).result())
        .containsExactly(PutOutcome.STORED);
    assertThat(shard.contents().get(key(1))).isEqualTo(SimulatedShard.list(vector(1, 2, 64)));
  }

  @Test
  void restart_afterTheTime_isMissAndAnOlderValueDoesNotComeBack() throws IOException {
    SimulatedShard shard = open();
    shard.put(key(1), vector(1, 1, 64), 10 * HOUR);
    shard.put(key(1), vector(1, 2, 128), 1_000);
    pass(1_000);
    shard.close();
    assertThat(open().contents()).isEmpty();
  }

  @Test
  void clockJumpsBack_entryIsNotServedLongerThanItWasGiven() throws IOException {
    SimulatedShard shard = open();
    shard.put(key(1), vector(1, 1, 64), 60_000);
    wall -= HOUR;
    elapsed += 60_000;
    assertThat(shard.store().find(0, key(1))).isNull();
  }

  @Test
  void clockJumpsForwardForAMoment_changesNoLifeAlsoAfterARestart() throws IOException {
    SimulatedShard shard = open();
    shard.put(key(1), vector(1, 1, 64), 60_000);
    wall += 87_600 * HOUR;
    assertThat(shard.store().find(0, key(1))).isNotNull();
    shard.put(key(2), vector(2, 1, 64), 60_000);
    wall -= 87_600 * HOUR;
    shard.close();
    SimulatedShard again = open();
    assertThat(again.store().find(0, key(2))).isNotNull();
    elapsed += 60_000;
    assertThat(again.store().find(0, key(1))).isNull();
    assertThat(again.store().find(0, key(2))).isNull();
  }

  @Test
  void randomJumpsAndRestarts_neverServeAfterTheTime() throws IOException {
    int seeds = Boolean.getBoolean("sutra.full") ? 2_000 : 100;
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      ExpiryTest life = new ExpiryTest();
      SimulatedShard shard = life.open();
      // For each key: the time by the monotonic clock, and by the wall, from which it is over.
      long[] overElapsed = new long[5];
      long[] overWall = new long[5];
      for (int step = 0; step < 40; step++) {
        int number = random.nextInt(5);
        switch (random.nextInt(6)) {
          case 0 -> life.wall += random.nextBoolean() ? HOUR : -HOUR;
          case 1 -> life.pass(random.nextInt(30_000));
          case 2 -> {
            shard.close();
            shard = life.open();
          }
          default -> {
            long millis = 1L + random.nextInt(60_000);
            byte[] value = vector(number, step, 16 + step);
            if (shard.put(key(number), value, millis).result().contains(PutOutcome.STORED)) {
              overElapsed[number] = life.elapsed + millis;
              overWall[number] = Long.MAX_VALUE;
            }
          }
        }
        for (int i = 0; i < 5; i++) {
          if (life.elapsed >= overElapsed[i] && overWall[i] == Long.MAX_VALUE) {
            assertThat(shard.store().find(0, key(i))).as("seed %d step %d", seed, step).isNull();
          }
        }
      }
    }
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A random life of a shard that ends at a chosen operation of the disk, and what must be true when
 * it comes back: its state is one that it went through, and no older than what it promised.
 */
final class PowerLossScenario {

  private static final Set<String> SYNC_POINTS = Set.of("force", "folder-force", "rename");

  /** How a run ends. */
  enum Ending {
    POWER_LOSS,
    KILL,
    FORCE_FAILS
  }

  private final SyncMode sync;

  /** States in the order in which records were logged; the first is empty. */
  private final List<Map<CacheKey, List<Byte>>> history = new ArrayList<>();

  /** The state below which nothing may be found. */
  private int promised;

  private int version;

  PowerLossScenario(SyncMode sync) {
    this.sync = sync;
    history.add(Map.of());
  }

  /** How many sync points a seed's life has. */
  int syncPoints(long seed, int operations) throws IOException {
    int[] count = {0};
    SimulatedDisk disk = new SimulatedDisk();
    disk.hook(operation -> count[0] += SYNC_POINTS.contains(operation) ? 1 : 0);
    live(disk, new Random(seed), operations);
    return count[0];
  }

  /** Lives, ends at a sync point, comes back three times, and lives on; checks each time. */
  void run(long seed, int operations, int endAt, Ending ending) throws IOException {
    Random chance = new Random(seed * 31 + endAt);
    SimulatedDisk disk = new SimulatedDisk();
    int[] count = {0};
    disk.hook(
        operation -> {
          if (SYNC_POINTS.contains(operation) && ++count[0] >= endAt) {
            if (ending != Ending.FORCE_FAILS) {
              throw new SimulatedDisk.PowerLoss();
            }
            if (count[0] == endAt && operation.equals("force")) {
              throw new SimulatedDisk.FailedForce();
            }
          }
        });
    try {
      live(disk, new Random(seed), operations);
    } catch (SimulatedDisk.PowerLoss e) {
      // The end that this scenario is about.
    } catch (IOException e) {
      // While it recovers, a shard refuses to start; later the log says that it failed.
      if (ending != Ending.FORCE_FAILS) {
        throw e;
      }
    }
    disk.hook(operation -> {});
    SimulatedDisk survivor = ending == Ending.KILL ? disk.afterKill() : disk.afterPowerLoss(chance);
    for (int crash = 0; crash < 3; crash++) {
      survivor = crashDuringRecovery(survivor, chance);
    }
    SimulatedShard shard = new SimulatedShard(survivor, sync, () -> 1_000, RecordChecksum.CRC32C);
    check(shard, seed, endAt);
    int again = 300 + version++;
    shard.put(SimulatedShard.key(99), SimulatedShard.vector(99, again, 64));
    Map<CacheKey, List<Byte>> after = shard.contents();
    shard.close();
    SimulatedShard reopened =
        new SimulatedShard(survivor.afterKill(), sync, () -> 1_000, RecordChecksum.CRC32C);
    if (!reopened.contents().equals(after)) {
      throw new AssertionError("seed " + seed + " end " + endAt + ": lost after a clean stop");
    }
    if (!reopened.report().findings().isEmpty()) {
      throw new AssertionError("not clean: " + reopened.report().findings());
    }
  }

  private SimulatedDisk crashDuringRecovery(SimulatedDisk disk, Random chance) throws IOException {
    int[] left = {chance.nextInt(12)};
    disk.hook(
        operation -> {
          if (left[0]-- <= 0) {
            throw new SimulatedDisk.PowerLoss();
          }
        });
    try {
      new SimulatedShard(disk, sync, () -> 1_000, RecordChecksum.CRC32C);
    } catch (SimulatedDisk.PowerLoss e) {
      // The end that this scenario is about.
    }
    disk.hook(operation -> {});
    return disk.afterPowerLoss(chance);
  }

  private void check(SimulatedShard shard, long seed, int endAt) {
    Map<CacheKey, List<Byte>> found = shard.contents();
    for (int i = history.size() - 1; i >= promised; i--) {
      if (history.get(i).equals(found)) {
        if (shard.report().corrupt()) {
          throw new AssertionError(
              "seed "
                  + seed
                  + " end "
                  + endAt
                  + ": a torn tail was called corrupt: "
                  + shard.report().findings());
        }
        return;
      }
    }
    throw new AssertionError(
        "seed "
            + seed
            + ", end at "
            + endAt
            + ": found a state that is not one of the last "
            + (history.size() - promised)
            + "; report "
            + shard.report());
  }

  private void live(SimulatedDisk disk, Random random, int operations) throws IOException {
    SimulatedShard shard = new SimulatedShard(disk, sync, () -> 1_000, RecordChecksum.CRC32C);
    for (int i = 0; i < operations; i++) {
      switch (random.nextInt(14)) {
        case 0 -> shard.idle();
        case 1 -> {
          int before = history.size() - 1;
          shard.sync();
          promised = Math.max(promised, before);
        }
        case 2 -> {
          if (random.nextInt(3) == 0) {
            shard.compact();
          }
        }
        case 3 -> {
          // What the keeper's thread does: zeros ahead, and a segment of them for the next roll.
          if (shard.log().wantsAllocation()) {
            shard.log().allocate();
          }
        }
        case 4 -> {
          if (random.nextInt(4) == 0) {
            shard.log().releaseAhead();
          }
        }
        default -> batch(shard, random);
      }
    }
    shard.close();
    promised = history.size() - 1;
  }

  private void batch(SimulatedShard shard, Random random) throws IOException {
    List<Mutation> mutations = new ArrayList<>();
    List<SimulatedShard.Outcome<?>> outcomes = new ArrayList<>();
    int before = history.size() - 1;
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      Map<CacheKey, List<Byte>> state = new HashMap<>(history.get(history.size() - 1));
      int number = random.nextInt(6);
      CacheKey key = SimulatedShard.key(number);
      int kind = random.nextInt(20);
      if (kind == 0) {
        state.clear();
        mutations.add(new Mutation.Clear(remembered(outcomes)));
      } else if (kind < 6) {
        state.remove(key);
        mutations.add(new Mutation.Delete(0, List.of(key), remembered(outcomes)));
      } else {
        byte[] vector = SimulatedShard.vector(number, version++, 16 + random.nextInt(700));
        List<Byte> held = state.get(key);
        if (held == null || held.size() < vector.length) {
          state.put(key, SimulatedShard.list(vector));
        }
        mutations.add(SimulatedShard.put(key, vector, Long.MAX_VALUE, remembered(outcomes)));
      }
      history.add(state);
    }
    try {
      shard.commit(mutations);
    } finally {
      // A promise is what was acknowledged, also when the end came in the middle.
      long acknowledged = outcomes.stream().filter(SimulatedShard.Outcome::acknowledged).count();
      if (sync == SyncMode.ALWAYS && acknowledged > 0) {
        promised = before + (int) acknowledged;
      }
    }
    if (!shard.contents().equals(history.get(history.size() - 1))) {
      throw new AssertionError("what is read is not what was put");
    }
  }

  private static <T> SimulatedShard.Outcome<T> remembered(
      List<SimulatedShard.Outcome<?>> outcomes) {
    SimulatedShard.Outcome<T> outcome = new SimulatedShard.Outcome<>();
    outcomes.add(outcome);
    return outcome;
  }
}

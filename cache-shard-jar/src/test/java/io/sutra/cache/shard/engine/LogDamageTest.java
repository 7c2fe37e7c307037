package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.list;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.LogRefusedException;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damage in four acts: damage, prove it noticed, repaired, written to and read again. */
class LogDamageTest {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  /** What each key ever held: nothing else may ever be read. */
  private final Map<CacheKey, List<List<Byte>>> everWritten = new HashMap<>();

  /** The states the log went through, oldest first. */
  private final List<Map<CacheKey, List<Byte>>> history = new ArrayList<>(List.of(Map.of()));

  private static SimulatedShard open(SimulatedDisk disk) throws IOException {
    return new SimulatedShard(disk, SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
  }

  private static SimulatedShard openStrict(SimulatedDisk disk) throws IOException {
    LogSettings settings = new LogSettings(SyncMode.ALWAYS, DamagePolicy.STRICT, 4096);
    return new SimulatedShard(disk, settings, () -> 1_000, () -> 0, RecordChecksum.CRC32C, 100_000);
  }

  private void put(SimulatedShard shard, int number, int version, int length) throws IOException {
    byte[] vector = vector(number, version, length);
    shard.put(key(number), vector);
    everWritten.computeIfAbsent(key(number), k -> new ArrayList<>()).add(list(vector));
    history.add(shard.contents());
  }

  private void delete(SimulatedShard shard, int number) throws IOException {
    shard.delete(key(number));
    history.add(shard.contents());
  }

  /** Vectors of many sizes, overwrites, deletions, and segments enough to need several. */
  private SimulatedDisk filled(boolean snapshot) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk);
    for (int i = 0; i < 12; i++) {
      put(shard, i, 1, 8 + 60 * i);
    }
    put(shard, 3, 2, 900);
    delete(shard, 4);
    delete(shard, 11);
    if (snapshot) {
      shard.compact();
    }
    put(shard, 5, 3, 1_200);
    delete(shard, 6);
    put(shard, 20, 1, 16);
    shard.close();
    return disk;
  }

  private void assertNothingWrong(SimulatedShard shard) {
    shard
        .contents()
        .forEach(
            (key, value) -> assertThat(everWritten.getOrDefault(key, List.of())).contains(value));
  }

  private static void assertWritesAndReadsAgain(SimulatedDisk disk, SimulatedShard shard)
      throws IOException {
    shard.put(key(77), vector(77, 9, 40));
    Map<CacheKey, List<Byte>> before = shard.contents();
    shard.close();
    SimulatedShard again = open(disk);
    assertThat(again.contents()).isEqualTo(before);
    assertThat(again.report().findings()).isEmpty();
  }

  @Test
  void lastSegmentCutAtEveryByte_holdsExactlyTheWholeRecords() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk);
    List<Integer> ends = new ArrayList<>(List.of(512));
    for (int i = 0; i < 6; i++) {
      put(shard, i, 1, 8 + 60 * i);
      ends.add((int) shard.log().segmentPosition());
    }
    String name = "0000000000000001.wal";
    byte[] whole = Arrays.copyOf(disk.copy().bytes(name), ends.get(ends.size() - 1));
    for (int cut = 512; cut <= whole.length; cut++) {
      SimulatedDisk damaged = disk.copy();
      damaged.put(name, Arrays.copyOf(whole, cut));
      SimulatedShard recovered = open(damaged);
      int records = 0;
      while (records + 1 < ends.size() && ends.get(records + 1) <= cut) {
        records++;
      }
      assertThat(recovered.contents()).as("cut at %d", cut).isEqualTo(history.get(records));
      // The first bytes of a length are zero: nothing tells them from space allocated ahead.
      boolean torn = false;
      for (int i = ends.get(records); i < cut; i++) {
        torn |= whole[i] != 0;
      }
      assertThat(recovered.report().findings().isEmpty()).as("cut at %d", cut).isEqualTo(!torn);
      assertThat(recovered.report().corrupt()).isFalse();
      assertWritesAndReadsAgain(damaged, recovered);
    }
    for (int cut = 0; cut < 512; cut++) {
      SimulatedDisk damaged = disk.copy();
      damaged.put(name, Arrays.copyOf(whole, cut));
      SimulatedShard recovered = open(damaged);
      assertThat(recovered.contents()).isEmpty();
      assertThat(recovered.report().corrupt()).isTrue();
    }
  }

  @Test
  void everyBitOfLogAndSnapshotFlipped_isNeverAWrongValueAndIsReportedOrHarmless()
      throws IOException {
    for (boolean snapshot : List.of(false, true)) {
      everWritten.clear();
      history.clear();
      history.add(Map.of());
      SimulatedDisk disk = filled(snapshot);
      Map<CacheKey, List<Byte>> all = history.get(history.size() - 1);
      for (String name : disk.list()) {
        int bits = 8 * disk.bytes(name).length;
        for (int bit = 0; bit < bits; bit += FULL ? 1 : 11) {
          SimulatedDisk damaged = disk.copy();
          damaged.bytes(name)[bit / 8] ^= (byte) (1 << (bit % 8));
          SimulatedShard recovered;
          try {
            recovered = open(damaged);
          } catch (LogRefusedException e) {
            assertThat(e).hasMessageMatching("(?s).*[0-9a-f]{16}\\.(wal|snap).*");
            continue;
          }
          String where = name + " bit " + bit;
          assertNothingWrong(recovered);
          boolean reported = !recovered.report().findings().isEmpty();
          if (!reported) {
            assertThat(recovered.contents()).as(where).isEqualTo(all);
          } else if (name.endsWith(".wal") && !snapshot) {
            assertThat(history).as(where).contains(recovered.contents());
          }
        }
      }
    }
  }

  @Test
  void zeroedSectors_areNeverReadAsTheEndOfTheLog() throws IOException {
    SimulatedDisk disk = filled(false);
    Map<CacheKey, List<Byte>> contents = history.get(history.size() - 1);
    SimulatedDisk small = new SimulatedDisk();
    SimulatedShard deletes = open(small);
    for (int i = 0; i < 40; i++) {
      put(deletes, i % 7, 10 + i, 8 + 8 * i);
      delete(deletes, i % 7);
    }
    deletes.close();
    for (SimulatedDisk original : List.of(disk, small)) {
      for (String name : original.list()) {
        byte[] bytes = original.bytes(name);
        for (int at = 0; at < bytes.length; at += 512) {
          SimulatedDisk damaged = original.copy();
          int end = Math.min(at + 512, bytes.length);
          boolean empty = true;
          for (int i = at; i < end; i++) {
            empty &= bytes[i] == 0;
            damaged.bytes(name)[i] = 0;
          }
          if (empty) {
            continue;
          }
          SimulatedShard recovered = open(damaged);
          assertNothingWrong(recovered);
          if (recovered.report().findings().isEmpty()) {
            // Only the mark after the end was in it: everything is there.
            assertThat(recovered.contents())
                .as(name + " at " + at)
                .isEqualTo(original == disk ? contents : Map.of());
          }
        }
      }
    }
  }

  @Test
  void damageBelowTheDurableNumber_isCorruptionAndStrictRefuses() throws IOException {
    SimulatedDisk disk = filled(false);
    disk.bytes("0000000000000001.wal")[700] ^= 1;
    assertThatThrownBy(() -> openStrict(disk.copy()))
        .isInstanceOf(LogRefusedException.class)
        .hasMessageContaining("0000000000000001.wal is corrupt");
    SimulatedDisk prefix = disk.copy();
    SimulatedShard recovered = open(prefix);
    assertThat(recovered.report().corrupt()).isTrue();
    assertThat(prefix.list()).contains("0000000000000001.wal.broken");
    byte[] whole = disk.bytes("0000000000000001.wal");
    byte[] kept = prefix.bytes("0000000000000001.wal.broken");
    // From the damaged record on, but for the zeros at the end.
    int cut = 512 + 64 + 32 + 8;
    byte[] rest = Arrays.copyOfRange(whole, cut, whole.length);
    assertThat(Arrays.copyOf(kept, rest.length)).isEqualTo(rest);
    assertThat(recovered.report().findings().getFirst()).contains("1.wal.broken");
    assertWritesAndReadsAgain(prefix, recovered);
  }

  @Test
  void segmentDeleted_refusesAndNamesIt() throws IOException {
    for (boolean snapshot : List.of(false, true)) {
      SimulatedDisk disk = filled(snapshot);
      for (String name : disk.list()) {
        if (name.endsWith(".id")) {
          continue;
        }
        SimulatedDisk damaged = disk.copy();
        damaged.remove(name);
        assertThatThrownBy(() -> open(damaged))
            .as("without %s", name)
            .isInstanceOf(LogRefusedException.class)
            .hasMessageContaining(name.endsWith(".wal") ? name : ".wal");
      }
    }
  }

  @Test
  void segmentDoubledOrSwapped_refusesAndNamesIt() throws IOException {
    SimulatedDisk disk = filled(false);
    List<String> segments = disk.list().stream().filter(name -> name.endsWith(".wal")).toList();
    assertThat(segments).hasSizeGreaterThan(2);
    for (int i = 0; i < segments.size(); i++) {
      SimulatedDisk doubled = disk.copy();
      String next = String.format("%016x.wal", segments.size() + 1);
      doubled.put(next, disk.bytes(segments.get(i)).clone());
      assertThatThrownBy(() -> open(doubled))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageContaining(next);
      SimulatedDisk stray = disk.copy();
      stray.put("copy of " + segments.get(i), disk.bytes(segments.get(i)).clone());
      assertThatThrownBy(() -> open(stray))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageContaining("copy of");
      int other = (i + 1) % segments.size();
      SimulatedDisk swapped = disk.copy();
      swapped.put(segments.get(i), disk.bytes(segments.get(other)).clone());
      swapped.put(segments.get(other), disk.bytes(segments.get(i)).clone());
      assertThatThrownBy(() -> open(swapped))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageMatching("(?s).*[0-9a-f]{16}\\.wal.*");
    }
  }

  @Test
  void segmentOfAnotherShard_refusesAndNamesIt() throws IOException {
    SimulatedDisk disk = filled(false);
    SimulatedDisk other = filled(false);
    disk.put("0000000000000002.wal", other.bytes("0000000000000002.wal"));
    assertThatThrownBy(() -> open(disk))
        .isInstanceOf(LogRefusedException.class)
        .hasMessageContaining("0000000000000002.wal belongs to another shard");
  }

  @Test
  void twentyRoundsOfRepairWriteAndCrash_neverReturnAnythingStale() throws IOException {
    Random random = new Random(9);
    SimulatedDisk disk = new SimulatedDisk();
    Map<CacheKey, List<Byte>> expected = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      SimulatedShard shard = open(disk);
      assertThat(shard.contents()).as("round %d", round).isEqualTo(expected);
      for (int i = 0; i < 5; i++) {
        int number = random.nextInt(8);
        shard.delete(key(number));
        byte[] vector = vector(number, 100 * round + i, 20 + random.nextInt(300));
        shard.put(key(number), vector);
        expected.put(key(number), list(vector));
      }
      if (round % 4 == 3) {
        shard.compact();
      }
      // Half a record at the end: a write that was never acknowledged.
      String last = disk.list().stream().filter(n -> n.endsWith(".wal")).reduce("", (a, b) -> b);
      int end = (int) shard.log().segmentPosition();
      byte[] torn = Arrays.copyOf(disk.bytes(last), end + 200);
      Arrays.fill(torn, end, torn.length, (byte) (round + 1));
      disk = disk.copy();
      disk.put(last, torn);
    }
  }
}

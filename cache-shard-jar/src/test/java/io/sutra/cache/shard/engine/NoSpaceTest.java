package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.list;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.engine.SimulatedShard.Outcome;
import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.LogSettings;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** No space, or no file handle: at each call of the disk in turn, and for long. */
class NoSpaceTest {

  private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

  private static SimulatedShard open(SimulatedDisk disk, SyncMode sync) throws IOException {
    return new SimulatedShard(disk, sync, () -> 1_000, RecordChecksum.CRC32C);
  }

  @ParameterizedTest
  @CsvSource({
    "No space left on device, false",
    "Aygıt üzerinde boş yer yok, false",
    "Der zugewiesene Plattenplatz (Quota) ist überschritten, true",
    "Too many open files, false",
    "Zu viele offene Dateien, true"
  })
  void noSpaceAtTheNthCall_isATypedErrorReadsGoOnAndWritingResumes(
      String message, boolean spaceAhead) throws IOException {
    boolean space = !message.contains("open") && !message.contains("offene");
    Set<String> affected = space ? Set.of("write", "create") : Set.of("open", "create", "list");
    boolean failedOnce = false;
    // Until a life has fewer calls than that.
    boolean reached = true;
    for (int nth = 1; reached; nth++) {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard = open(disk, SyncMode.ALWAYS);
      int[] calls = {0};
      int failing = nth;
      disk.hook(
          operation -> {
            if (affected.contains(operation) && ++calls[0] == failing) {
              throw new IOException(message);
            }
          });
      Map<CacheKey, List<Byte>> expected = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        byte[] vector = vector(i, 1, 300 + i);
        Outcome<List<PutOutcome>> outcome = shard.put(key(i), vector);
        if (!outcome.acknowledged()) {
          failedOnce = true;
          assertThat(outcome.error().reason()).isEqualTo(Reason.NO_SPACE);
          assertThat(shard.contents()).isEqualTo(expected);
          assertThat(shard.put(key(i), vector).acknowledged()).isTrue();
        }
        expected.put(key(i), list(vector));
        if (spaceAhead && i % 5 == 4 && shard.log().wantsAllocation()) {
          shard.log().allocate();
        }
        if (i % 15 == 14) {
          compactIfPossible(shard, message);
        }
      }
      assertThat(shard.contents()).isEqualTo(expected);
      disk.hook(operation -> {});
      reached = calls[0] >= nth;
      SimulatedShard recovered = open(disk.afterKill(), SyncMode.ALWAYS);
      assertThat(recovered.contents()).as("call %d", nth).isEqualTo(expected);
      assertThat(recovered.report().findings()).isEmpty();
      recovered.log().deleteSetAside();
    }
    // Without a handle for the next segment the log goes on in the one that it has.
    assertThat(failedOnce).isEqualTo(space);
  }

  private static void compactIfPossible(SimulatedShard shard, String message) {
    try {
      shard.compact();
    } catch (IOException | NullPointerException e) {
      // Without room there is no compaction; the log is as it was.
      assertThat(e).hasMessageContaining(message);
    }
  }

  private static SimulatedShard filled(SimulatedDisk disk, SyncMode sync) throws IOException {
    SimulatedShard shard = open(disk, sync);
    for (int i = 0; i < 10; i++) {
      shard.put(key(i), vector(i, 1, 300));
    }
    return shard;
  }

  private static Outcome<Integer> delete(SimulatedShard shard, int n) throws IOException {
    Outcome<Integer> outcome = new Outcome<>();
    shard.commit(List.of(new Mutation.Delete(0, List.of(key(n)), outcome)));
    return outcome;
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void fullDisk_refusesPutsTakesDeletionsFromTheReserveAndGoesOnWhenThereIsRoom(SyncMode sync)
      throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = filled(disk, sync);
    disk.full(true, GERMAN);
    while (shard.put(key(50), vector(50, 1, 200)).acknowledged()) {
      shard.delete(key(50));
    }
    Outcome<List<PutOutcome>> put = shard.put(key(50), vector(50, 1, 300));
    assertThat(put.error().reason()).isEqualTo(Reason.NO_SPACE);
    int deleted = 0;
    while (delete(shard, deleted).acknowledged()) {
      deleted++;
    }
    assertThat(deleted).as("deletions out of the reserve").isBetween(2, 8);
    assertThat(delete(shard, deleted).error().reason()).isEqualTo(Reason.NO_SPACE);
    Map<CacheKey, List<Byte>> expected = shard.contents();
    assertThat(expected).as("a refused deletion leaves the entry").containsKey(key(deleted));
    SimulatedShard again = open(disk.afterKill().full(true, GERMAN), sync);
    assertThat(again.contents()).isEqualTo(expected);
    assertThat(again.report().findings()).isEmpty();
    disk.full(false, GERMAN);
    assertThat(delete(shard, deleted).acknowledged()).isTrue();
    assertThat(shard.put(key(50), vector(50, 1, 300)).acknowledged()).isTrue();
    assertThat(shard.log().latch().failure()).isNull();
  }

  @Test
  void deletionBesideAPut_isDoneWhenThePutIsRefused() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = filled(disk, SyncMode.ALWAYS);
    disk.full(true, GERMAN);
    Outcome<List<PutOutcome>> put = new Outcome<>();
    Outcome<Integer> deletion = new Outcome<>();
    shard.commit(
        List.of(
            SimulatedShard.put(key(60), vector(60, 1, 3_000), Long.MAX_VALUE, put),
            new Mutation.Delete(0, List.of(key(1)), deletion)));
    assertThat(put.error().reason()).isEqualTo(Reason.NO_SPACE);
    assertThat(deletion.result()).isEqualTo(1);
    assertThat(open(disk.afterKill(), SyncMode.ALWAYS).contents()).isEqualTo(shard.contents());
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void startOnAFullDisk_cutsATornTailInPlaceAndReads(SyncMode sync) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = filled(disk, sync);
    shard.sync();
    Map<CacheKey, List<Byte>> expected = shard.contents();
    String last = disk.list().stream().filter(n -> n.endsWith(".wal")).reduce("", (a, b) -> b);
    int end = (int) shard.log().segmentPosition();
    byte[] torn = Arrays.copyOf(disk.bytes(last), end + 40);
    Arrays.fill(torn, end, end + 40, (byte) 7);
    disk.put(last, torn);
    SimulatedDisk full = disk.afterKill().full(true, GERMAN);
    SimulatedShard again = open(full, sync);
    assertThat(again.contents()).isEqualTo(expected);
    assertThat(again.report().findings())
        .singleElement()
        .asString()
        .contains("torn tail", "there is no room");
    assertThat(full.list()).noneMatch(name -> name.contains(".broken"));
    assertThat(again.put(key(50), vector(50, 1, 3_000)).error().reason())
        .isEqualTo(Reason.NO_SPACE);
    full.full(false, GERMAN);
    assertThat(again.put(key(50), vector(50, 1, 3_000)).acknowledged()).isTrue();
  }

  @Test
  void startOnAFullDisk_withADamagedHeaderBeginsInTheFileThatIsThere() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk, SyncMode.ALWAYS);
    shard.put(key(1), vector(1, 1, 300));
    disk.bytes("0000000000000001.wal")[20] ^= 1;
    SimulatedDisk full = disk.copy();
    SimulatedShard again = open(full.full(true, GERMAN), SyncMode.ALWAYS);
    assertThat(again.report().corrupt()).isTrue();
    assertThat(again.put(key(1), vector(1, 1, 300)).acknowledged()).isTrue();
  }

  @Test
  void fullDisk_isCompactedWithTheSpaceThatTheLogHoldsAhead() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogSettings settings = new LogSettings(SyncMode.EVERYSEC, DamagePolicy.PREFIX, 64 << 10);
    SimulatedShard shard =
        new SimulatedShard(disk, settings, () -> 1_000, () -> 0, RecordChecksum.CRC32C, 1_000);
    for (int i = 0; i < 20; i++) {
      shard.put(key(i), vector(i, 1, 2_000));
    }
    disk.full(true, GERMAN);
    Outcome<Long> cleared = new Outcome<>();
    shard.commit(List.of(new Mutation.Clear(cleared)));
    assertThat(cleared.result()).isEqualTo(20);
    shard.log().releaseAhead();
    shard.compact();
    assertThat(shard.log().segments()).isEqualTo(1);
    assertThat(disk.used()).as("what is left on disk").isLessThan(20_000);
    assertThat(shard.put(key(1), vector(1, 1, 2_000)).acknowledged()).isTrue();
    SimulatedShard again =
        new SimulatedShard(
            disk.afterKill(), settings, () -> 1_000, () -> 0, RecordChecksum.CRC32C, 1_000);
    assertThat(again.contents()).isEqualTo(Map.of(key(1), list(vector(1, 1, 2_000))));
  }

  @Test
  void outOfHandles_theLogGoesOnAndNothingIsLatched() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = filled(disk, SyncMode.ALWAYS);
    disk.withoutHandles("Çok fazla açık dosya var");
    for (int i = 0; i < 30; i++) {
      assertThat(shard.put(key(100 + i), vector(i, 1, 300)).acknowledged()).isTrue();
      if (shard.log().wantsAllocation()) {
        shard.log().allocate();
      }
      shard.log().check();
    }
    assertThat(shard.log().metrics().adviceFailures()).isPositive();
    assertThat(shard.log().latch().failure()).isNull();
    disk.withoutHandles(null);
    shard.compact();
    assertThat(open(disk.afterKill(), SyncMode.ALWAYS).contents()).isEqualTo(shard.contents());
  }
}

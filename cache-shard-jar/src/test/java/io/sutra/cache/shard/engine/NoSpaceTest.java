package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.list;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No space, or no file handle, at each call of the disk in turn. */
class NoSpaceTest {

  @ParameterizedTest
  @CsvSource({
    "No space left on device, false",
    "No space left on device, true",
    "Too many open files, false",
    "Too many open files, true"
  })
  void noSpaceAtTheNthCall_isATypedErrorReadsGoOnAndWritingResumes(
      String message, boolean spaceAhead) throws IOException {
    Set<String> affected =
        message.startsWith("No space") ? Set.of("write", "create") : Set.of("open", "create");
    boolean failedOnce = false;
    // Until a life has fewer calls than that.
    boolean reached = true;
    for (int nth = 1; reached; nth++) {
      SimulatedDisk disk = new SimulatedDisk();
      SimulatedShard shard =
          new SimulatedShard(disk, SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
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
        SimulatedShard.Outcome<List<PutOutcome>> outcome = shard.put(key(i), vector);
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
          compactIfPossible(shard);
        }
      }
      assertThat(shard.contents()).isEqualTo(expected);
      disk.hook(operation -> {});
      reached = calls[0] >= nth;
      SimulatedShard recovered =
          new SimulatedShard(disk.afterKill(), SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
      assertThat(recovered.contents()).as("call %d", nth).isEqualTo(expected);
      assertThat(recovered.report().findings()).isEmpty();
    }
    // A segment that was prepared needs neither: then it is only preparing that fails.
    assertThat(failedOnce || spaceAhead).isTrue();
  }

  private static void compactIfPossible(SimulatedShard shard) {
    try {
      shard.compact();
    } catch (IOException | NullPointerException e) {
      // Without room there is no compaction; the log is as it was.
      assertThat(e).hasMessageMatching("(?s).*(No space left|Too many open files).*");
    }
  }
}

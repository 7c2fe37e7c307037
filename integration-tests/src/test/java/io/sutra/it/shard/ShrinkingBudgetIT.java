package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.client.SocketCacheConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard that gets less memory at each start than its log would fill. */
class ShrinkingBudgetIT {

  private static final Pattern DROPPED =
      Pattern.compile("(?i)([\\d,]+) entries[^;.]*\\bdropped|\\bdropped ([\\d,]+)");

  /** How much is missing, with its unit. */
  private static final Pattern MISSING =
      Pattern.compile("(?i)\\d[\\d,.]* ?(B|bytes|KiB|MiB|GiB|kB|MB|GB)\\b");

  /** Bytes of a value, on average. */
  private static final int MEAN = 8 << 10;

  @TempDir private Path folder;

  private ShardLaunch launch(String memory) throws Exception {
    return ShardLaunch.asAdvised(
        folder, Map.of("SUTRA_CACHE_MEMORY", memory, "SUTRA_CACHE_SEGMENT_BYTES", "4MiB"));
  }

  @Test
  @Timeout(300)
  void smallerBudget_keepsWhatFitsAndSaysHowMuchItDropped() throws Exception {
    // About 120 MB: more than the largest budget has beside its buffers; lengths of every kind.
    Entries entries = new Entries(0, 15_000, 64, 2 * MEAN);
    try (ShardProcess shard = launch("160MiB").start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        entries.put(connection);
        assertThat(entries.present(connection)).isGreaterThan(entries.count() / 4);
      }
      shard.stop();
    }
    int round = 0;
    for (int mebibytes : new int[] {128, 112}) {
      String memory = mebibytes + "MiB";
      try (ShardProcess shard = launch(memory).start()) {
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect()) {
          assertThat(entries.present(connection))
              .as("in " + memory)
              .isBetween(500, (mebibytes << 20) / MEAN);
          assertThat(dropped(shard.output())).as("dropped, of %s", shard.output()).isPositive();
          Entries more = Entries.ofLength((1L + round) << 40, 2_000, MEAN);
          more.put(connection);
          assertThat(more.present(connection)).as("new in " + memory).isPositive();
        }
        if (round++ == 0) {
          shard.kill();
        } else {
          shard.stop();
        }
      }
    }
    try (ShardProcess shard = launch("160MiB").start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        assertThat(entries.present(connection)).isPositive();
      }
    }
  }

  private static long dropped(List<String> output) {
    for (String line : output) {
      Matcher matcher = DROPPED.matcher(line);
      if (matcher.find()) {
        String number = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Long.parseLong(number.replace(",", ""));
      }
    }
    return 0;
  }

  @Test
  @Timeout(120)
  void budgetThatTheJvmDoesNotGive_isRefusedWithWhatIsMissing() throws Exception {
    ShardLaunch launch = launch("160MiB").withJvm("-XX:MaxDirectMemorySize=32m");
    try (ShardProcess shard = launch.start()) {
      assertThat(shard.awaitRefusal()).contains("SUTRA_CACHE_MEMORY").containsPattern(MISSING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1MiB", "52MiB"})
  @Timeout(120)
  void budgetTooSmallForTheFixedBuffers_isRefusedWithWhatIsMissing(String memory) throws Exception {
    ShardLaunch launch = ShardLaunch.generous(folder, Map.of("SUTRA_CACHE_MEMORY", memory));
    try (ShardProcess shard = launch.start()) {
      assertThat(shard.awaitRefusal()).contains("SUTRA_CACHE_MEMORY").containsPattern(MISSING);
    }
  }
}

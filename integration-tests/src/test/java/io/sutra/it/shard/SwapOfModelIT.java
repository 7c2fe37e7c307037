package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.client.SocketCacheConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another model moves into a shard that is full of vectors of the model before. */
class SwapOfModelIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  /** No read may take longer, whatever is put meanwhile. */
  private static final Duration LONGEST_READ = Duration.ofSeconds(5);

  @TempDir private Path folder;

  /**
   * A swap.
   *
   * @param capacity entries; so many that the spare memory of the options does not hide a shortage
   * @param before dimensions of the model before, four bytes each
   * @param after dimensions of the model after
   */
  record Swap(int capacity, int before, int after) {}

  private static Stream<Swap> swaps() {
    return FULL
        ? Stream.of(new Swap(100_000, 384, 1_024), new Swap(100_000, 768, 1_024))
        : Stream.of(new Swap(60_000, 384, 1_024));
  }

  @ParameterizedTest
  @MethodSource("swaps")
  @Timeout(600)
  void vectorsOfAnotherModel_areAllAcceptedWhileReadsGoOn(Swap swap, TestReporter reporter)
      throws Exception {
    ShardLaunch launch =
        ShardLaunch.asAdvised(
            folder, Map.of("SUTRA_CACHE_CAPACITY", Integer.toString(swap.capacity())));
    Entries before = Entries.ofLength(0, swap.capacity(), swap.before() * 4);
    Entries after = Entries.ofLength(1L << 40, swap.capacity(), swap.after() * 4);
    // Spread over all, so that every part of the memory has some that stay.
    long[] hot = Arrays.stream(before.numbers()).filter(n -> n % 100 == 0).toArray();
    Readers.Of old = new Readers.Of(before, hot);
    Readers.Of recent = new Readers.Of(after, after.numbers());
    try (ShardProcess shard = launch.start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        before.put(connection);
        for (int i = 0; i < 3; i++) {
          assertThat(before.present(connection, hot)).isEqualTo(hot.length);
        }
        Duration calm;
        try (Readers readers = Readers.start(shard, List.of(old), LONGEST_READ)) {
          readers.await(2_000);
          calm = readers.end();
        }
        try (Readers readers = Readers.start(shard, List.of(old, recent), LONGEST_READ)) {
          after.put(connection);
          Duration busy = readers.end();
          reporter.publishEntry(
              swap + ": p99 of a get of 16", calm + " before, " + busy + " during");
        }
        assertThat(after.present(connection)).isGreaterThan(swap.capacity() / 2);
      }
      shard.stop();
    }
    try (ShardProcess shard = launch.start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        before.present(connection);
        assertThat(after.present(connection)).isGreaterThan(swap.capacity() / 2);
        Entries more = Entries.ofLength(1L << 41, 1_000, swap.after() * 4);
        more.put(connection);
        assertThat(more.present(connection)).isPositive();
      }
      shard.stop();
    }
  }
}

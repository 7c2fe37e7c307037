package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Resident memory per entry, and bytes on disk after a compaction. Memory is what a process grows
 * by between being filled once and cleared (so that code is compiled and buffers exist) and being
 * filled; for the shard, the growth since its start is given as well.
 */
final class MemoryBenchmark {

  private final Path jar;
  private final int rounds;
  private final Consumer<String> say;

  MemoryBenchmark(Path jar, int rounds, Consumer<String> say) {
    this.jar = jar;
    this.rounds = rounds;
    this.say = say;
  }

  void run() throws IOException, CacheException {
    measure(100_000);
    measure(1_000_000);
  }

  private void measure(int keys) throws IOException, CacheException {
    List<Double> redisBytes = new ArrayList<>();
    List<Double> shardBytes = new ArrayList<>();
    List<Double> sinceStart = new ArrayList<>();
    List<Double> disk = new ArrayList<>();
    for (int round = 0; round < Math.min(rounds, keys > 100_000 ? 1 : 3); round++) {
      try (Processes.Server redis = Processes.redis()) {
        long atStart = redis.residentBytes();
        ShardBenchmark.fillRedis(redis.port(), keys);
        long filled = redis.residentBytes();
        redisBytes.add((filled - atStart) / (double) keys);
      }
      Map<String, String> settings =
          Map.of("SUTRA_CACHE_SYNC", "none", "SUTRA_CACHE_CAPACITY", "" + (keys + keys / 10));
      try (Processes.Server shard = Processes.shard(jar, settings);
          SocketCacheConnection connection = ShardBenchmark.connect(shard.port())) {
        long atStart = shard.residentBytes();
        ShardBenchmark.fill(shard.port(), Math.min(keys, 20_000));
        connection.clear();
        long warm = shard.residentBytes();
        ShardBenchmark.fill(shard.port(), keys);
        long filled = shard.residentBytes();
        shardBytes.add((filled - warm) / (double) keys);
        sinceStart.add((filled - atStart) / (double) keys);
        connection.compact();
        disk.add(bytes(shard.folder()) / (double) keys);
      }
    }
    say.accept(
        String.format(
            Locale.ROOT,
            "| resident bytes per entry, %,d entries | %,.0f | %,.0f (%,.0f counted from a cold"
                + " start) | %.2f | ≤ 1.0 | %s |",
            keys,
            Comparison.median(redisBytes),
            Comparison.median(shardBytes),
            Comparison.median(sinceStart),
            Comparison.median(shardBytes) / Comparison.median(redisBytes),
            Comparison.median(shardBytes) <= Comparison.median(redisBytes) ? "met" : "missed"));
    double perEntry = Comparison.median(disk);
    say.accept(
        String.format(
            Locale.ROOT,
            "| bytes on disk per entry after compaction, %,d entries | | %,.0f | %.3f × (vector +"
                + " 32) | ≤ 1.10 | %s |",
            keys,
            perEntry,
            perEntry / 1056,
            perEntry / 1056 <= 1.10 ? "met" : "missed"));
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}

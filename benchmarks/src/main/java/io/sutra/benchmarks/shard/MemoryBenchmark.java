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
import java.util.stream.Stream;

/**
 * Resident memory per entry, and bytes on disk after a compaction. Memory is what a process grows
 * by between being filled once and cleared (so that code is compiled and buffers exist) and being
 * filled; for the shard, the growth since its start is given as well.
 */
final class MemoryBenchmark {

  private static final int VALUE_BYTES = 1024;

  private final Path jar;
  private final int rounds;
  private final Report report;

  MemoryBenchmark(Path jar, int rounds, Report report) {
    this.jar = jar;
    this.rounds = rounds;
    this.report = report;
  }

  void run() throws IOException, CacheException {
    report.say("");
    report.say("| | beside | peer | Sutra | Sutra ÷ peer | bar | |");
    report.say("|---|---|---|---|---|---|---|");
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
    tell(keys, redisBytes, shardBytes, sinceStart);
    tellDisk(keys, Samples.median(disk));
  }

  private void tell(
      int keys, List<Double> redisBytes, List<Double> shardBytes, List<Double> sinceStart) {
    double redis = Samples.median(redisBytes);
    double shard = Samples.median(shardBytes);
    double ofRedis = shard / redis;
    double ofEntry = shard / (VALUE_BYTES + 40);
    report.judge(Bar.MEMORY_OF_REDIS, ofRedis);
    report.judge(Bar.MEMORY_OF_ENTRY, ofEntry);
    report.say(
        String.format(
            Locale.ROOT,
            "| resident bytes per entry, %,d entries | Redis | %,.0f | %,.0f (%,.0f counted from a"
                + " cold start) | %.2f | %s | %s |",
            keys,
            redis,
            shard,
            Samples.median(sinceStart),
            ofRedis,
            Bar.MEMORY_OF_REDIS.showLimit(),
            Bar.MEMORY_OF_REDIS.verdict(ofRedis)));
    report.say(
        String.format(
            Locale.ROOT,
            "| the same ÷ (value + 40 bytes) | | | %.3f × | | %s | %s |",
            ofEntry,
            Bar.MEMORY_OF_ENTRY.showLimit(),
            Bar.MEMORY_OF_ENTRY.verdict(ofEntry)));
  }

  private void tellDisk(int keys, double perEntry) {
    double ofEntry = perEntry / (VALUE_BYTES + 32);
    report.judge(Bar.DISK, ofEntry);
    report.say(
        String.format(
            Locale.ROOT,
            "| bytes on disk per entry after compaction, %,d entries | | | %,.0f, %.3f × (value +"
                + " 32 bytes) | | %s | %s |",
            keys,
            perEntry,
            ofEntry,
            Bar.DISK.showLimit(),
            Bar.DISK.verdict(ofEntry)));
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

package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheStatistics;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recovery of one million entries from a warm page cache: from the log, and from a snapshot. */
final class RecoveryBenchmark {

  private static final int ENTRIES = 1_000_000;

  private final Path jar;
  private final int rounds;
  private final Report report;

  RecoveryBenchmark(Path jar, int rounds, Report report) {
    this.jar = jar;
    this.rounds = rounds;
    this.report = report;
  }

  void run() throws IOException, CacheException {
    Path folder = Files.createTempDirectory("sutra-recovery");
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "none", "SUTRA_CACHE_CAPACITY", "1100000");
    try {
      try (Processes.Server shard = Processes.shard(jar, settings, folder, false)) {
        ShardBenchmark.fill(shard.port(), ENTRIES);
        try (SocketCacheConnection connection = ShardBenchmark.connect(shard.port())) {
          connection.compact();
        }
      }
      List<Double> rates = new ArrayList<>();
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        long began = System.nanoTime();
        try (Processes.Server shard = Processes.shard(jar, settings, folder, false);
            SocketCacheConnection connection = ShardBenchmark.connect(shard.port())) {
          seconds.add((System.nanoTime() - began) / 1e9);
          CacheStatistics statistics = connection.statistics();
          if (statistics.value("entries") != ENTRIES) {
            throw new IOException("recovered " + statistics.value("entries"));
          }
          rates.add(ENTRIES * 1000.0 / statistics.value("recovery_millis"));
        }
      }
      report.judge(Bar.RECOVERY, Samples.median(rates));
      report.say("");
      report.say(
          String.format(
              Locale.ROOT,
              "Recovery of %,d entries from a warm page cache: median %,.0f entries/s (%,.0f to"
                  + " %,.0f), bar %s: %s. From the start of the process to the first"
                  + " accepted connection: median %.2f s.",
              ENTRIES,
              Samples.median(rates),
              Samples.least(rates),
              Samples.most(rates),
              Bar.RECOVERY.showLimit(),
              Bar.RECOVERY.verdict(Samples.median(rates)),
              Samples.median(seconds)));
    } finally {
      Processes.delete(folder);
    }
  }
}

package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long churn, and a large log. */
class StarvationIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  @TempDir private Path folder;

  private static NewVector entry(long n, int length) {
    byte[] bytes = new byte[length];
    new Random(n).nextBytes(bytes);
    return new NewVector(Writers.key(n), bytes, Duration.ZERO);
  }

  @Test
  @Timeout(900)
  void largeLog_isRecoveredBeforeTheShardIsReady() throws Exception {
    long bytes = FULL ? 2L << 30 : 128L << 20;
    int entries = (int) (bytes / 4_200);
    Map<String, String> settings =
        Map.of(
            "SUTRA_CACHE_SYNC", "none",
            "SUTRA_CACHE_CAPACITY", "1000000",
            "SUTRA_CACHE_COMPACTION_RATE", "1048576");
    ShardLaunch launch =
        ShardLaunch.generous(folder, settings).withJvm("-XX:MaxDirectMemorySize=4g");
    try (ShardProcess shard = launch.start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        for (int from = 0; from < entries; from += 100) {
          List<NewVector> some = new ArrayList<>();
          for (int n = from; n < Math.min(from + 100, entries); n++) {
            some.add(entry(n, 4_096));
          }
          connection.put(some);
        }
      }
      shard.kill();
    }
    long began = System.nanoTime();
    try (ShardProcess shard = launch.startAt(ShardLaunch.reservedPort())) {
      boolean accepted = false;
      while (!accepted) {
        try (Socket socket = new Socket()) {
          socket.connect(shard.address());
          accepted = true;
        } catch (IOException e) {
          Thread.onSpinWait();
        }
      }
      try (SocketCacheConnection connection = shard.connect()) {
        assertThat(connection.statistics().value("entries")).isEqualTo(entries);
      }
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(30);
      assertThat(shard.awaitReady()).contains(entries + " entries");
    }
  }

  @Test
  @Timeout(1800)
  void churn_memoryFilesThreadsAndDiskStayBounded() throws Exception {
    Map<String, String> settings =
        Map.of(
            "SUTRA_CACHE_SYNC", "everysec",
            "SUTRA_CACHE_CAPACITY", "5000",
            "SUTRA_CACHE_SEGMENT_BYTES", "4000000");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FULL ? 1_200 : 20);
    Random random = new Random(3);
    try (ShardProcess shard = ShardProcess.start(folder, settings)) {
      shard.awaitReady();
      long filesAtStart = shard.openFiles();
      long mostFiles = 0;
      long mostThreads = 0;
      long mostDisk = 0;
      while (System.nanoTime() < end) {
        try (SocketCacheConnection connection = shard.connect()) {
          for (int i = 0; i < 200; i++) {
            List<NewVector> some = new ArrayList<>();
            List<CacheKey> keys = new ArrayList<>();
            for (int k = 0; k < 20; k++) {
              int n = random.nextInt(20_000);
              byte[] bytes = new byte[1 + random.nextInt(4_000)];
              some.add(
                  new NewVector(
                      Writers.key(n), bytes, Duration.ofMillis(1 + random.nextInt(5_000))));
              keys.add(Writers.key(random.nextInt(20_000)));
            }
            connection.put(some);
            connection.get(keys);
            connection.delete(keys.subList(0, 2));
          }
        }
        mostFiles = Math.max(mostFiles, shard.openFiles());
        mostThreads = Math.max(mostThreads, shard.status("Threads"));
        mostDisk = Math.max(mostDisk, diskBytes());
      }
      assertThat(mostFiles).isLessThan(filesAtStart + 40);
      assertThat(mostThreads).isLessThan(60);
      assertThat(mostDisk).isLessThan(400L << 20);
      assertThat(shard.status("VmRSS")).isLessThan(700_000);
    }
  }

  private long diskBytes() throws IOException {
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.exists(file) ? file.toFile().length() : 0;
      }
    }
    return bytes;
  }
}

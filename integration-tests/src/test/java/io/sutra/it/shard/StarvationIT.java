package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
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

/** A full file system, long churn, and a large log. */
class StarvationIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  @TempDir private Path folder;

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static NewVector entry(long n, int length) {
    byte[] bytes = new byte[length];
    new Random(n).nextBytes(bytes);
    return new NewVector(Writers.key(n), bytes, Duration.ZERO);
  }

  @Test
  @Timeout(180)
  void fullFileSystem_putFailsClearlyGetWorksAndWritingResumes() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount.toString())).isTrue();
    try {
      fillUpAndFree(mount);
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static void fillUpAndFree(Path mount) throws Exception {
    Path ballast = mount.resolve("ballast");
    Files.write(ballast, new byte[4 << 20]);
    Path own = Files.createDirectory(mount.resolve("shard"));
    Map<String, String> settings = Map.of("SUTRA_CACHE_SYNC", "always");
    List<CacheKey> acknowledged = new ArrayList<>();
    try (ShardProcess shard = ShardProcess.start(own, settings)) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        assertThatThrownBy(
                () -> {
                  for (long n = 0; n < 40_000; n++) {
                    connection.put(List.of(entry(n, 1024)));
                    acknowledged.add(Writers.key(n));
                  }
                })
            .isInstanceOfSatisfying(
                CacheException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SPACE));
        assertThat(acknowledged).hasSizeGreaterThan(5_000);
        for (int from = 0; from < acknowledged.size(); from += 500) {
          List<CacheKey> some =
              acknowledged.subList(from, Math.min(from + 500, acknowledged.size()));
          assertThat(connection.get(some)).doesNotContainNull();
        }
        Files.delete(ballast);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        boolean resumed = false;
        while (!resumed && System.nanoTime() < deadline) {
          try {
            connection.put(List.of(entry(1_000_000, 1024)));
            resumed = true;
          } catch (CacheException e) {
            assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
          }
        }
        assertThat(resumed).isTrue();
        acknowledged.add(Writers.key(1_000_000));
      }
      shard.stop();
    }
    try (ShardProcess shard = ShardProcess.start(own, settings)) {
      assertThat(shard.awaitReady()).doesNotContain("RECOVERY");
      try (SocketCacheConnection connection = shard.connect()) {
        assertThat(connection.statistics().value("entries")).isEqualTo(acknowledged.size());
      }
    }
  }

  @Test
  @Timeout(900)
  void largeLog_isRecoveredBeforeTheShardIsReady() throws Exception {
    long bytes = FULL ? 2L << 30 : 128L << 20;
    int entries = (int) (bytes / 4_200);
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "none", "SUTRA_CACHE_COMPACTION_RATE", "1048576");
    try (ShardProcess shard = ShardProcess.start(folder, settings)) {
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
    try (ShardProcess shard = ShardProcess.start(folder, settings)) {
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

package io.sutra.it.shard;

import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shard that nobody asks for anything writes nothing. */
class IdleIT {

  private static final Duration QUIET =
      Duration.ofSeconds(Boolean.getBoolean("sutra.full") ? 30 : 10);

  /** What the last put may still lead to: its fsync, the end of a compaction. */
  private static final Duration SETTLING = Duration.ofSeconds(8);

  private static final long BETWEEN_LOOKS = Duration.ofMillis(100).toNanos();

  @TempDir private Path folder;

  /** A shard that was written to, and when it last wrote. */
  private static final class Observed {
    private final String mode;
    private final ShardProcess shard;
    private final List<String> writes = new ArrayList<>();
    private ShardProcess.Written written;
    private long since = System.nanoTime();

    Observed(String mode, ShardProcess shard) throws IOException {
      this.mode = mode;
      this.shard = shard;
      this.written = shard.written();
    }

    boolean quiet() throws IOException {
      ShardProcess.Written now = shard.written();
      if (!now.equals(written)) {
        writes.add((now.byCalls() - written.byCalls()) + "/" + (now.toDisk() - written.toDisk()));
        written = now;
        since = System.nanoTime();
      }
      return System.nanoTime() - since >= QUIET.toNanos();
    }

    @Override
    public String toString() {
      return "%s wrote %d times, at last (bytes by calls/bytes to the disk) %s"
          .formatted(
              mode, writes.size(), writes.subList(Math.max(0, writes.size() - 9), writes.size()));
    }
  }

  @Test
  @Timeout(180)
  void idleShard_writesNothingInAnyMode() throws Exception {
    List<ShardProcess> shards = new ArrayList<>();
    try {
      List<Observed> observed = new ArrayList<>();
      for (String mode : List.of("always", "everysec", "none")) {
        ShardProcess shard =
            ShardLaunch.generous(Files.createDirectory(folder.resolve(mode)), Map.of())
                .with(Map.of("SUTRA_CACHE_SYNC", mode))
                .start();
        shards.add(shard);
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect()) {
          // A fifth of a segment: enough for the log to prepare the one after it.
          Entries.ofLength(0, 12_000, 1_024).put(connection);
        }
        observed.add(new Observed(mode, shard));
      }
      awaitQuiet(observed);
    } finally {
      shards.forEach(ShardProcess::close);
    }
  }

  private static void awaitQuiet(List<Observed> shards) throws IOException {
    long deadline = System.nanoTime() + SETTLING.plus(QUIET).toNanos();
    List<Observed> waiting = new ArrayList<>(shards);
    while (!waiting.isEmpty()) {
      for (Observed shard : shards) {
        if (shard.quiet()) {
          waiting.remove(shard);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not idle for " + QUIET + ": " + waiting);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }
}

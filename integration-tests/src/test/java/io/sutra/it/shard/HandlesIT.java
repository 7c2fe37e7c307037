package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.it.Waiting;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More sockets than a process may have open. */
class HandlesIT {

  private static final int HANDLES = 110;
  private static final int SOCKETS = 140;

  private static final List<String> LIMITED =
      List.of("sh", "-c", "ulimit -n " + HANDLES + " && exec \"$@\"", "sh");

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void outOfHandles_shardStaysUpAndGoesOnWhenSocketsClose() throws Exception {
    // A new segment for every 15 entries: each needs a handle.
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "always", "SUTRA_CACHE_SEGMENT_BYTES", "64KiB");
    ShardLaunch launch = ShardLaunch.generous(folder, settings).wrapped(LIMITED);
    Accepted accepted = new Accepted();
    try (ShardProcess shard = launch.start()) {
      try {
        runOut(shard, accepted);
      } catch (CacheException e) {
        throw new AssertionError("the shard said " + shard.output(), e);
      }
      shard.kill();
    }
    try (ShardProcess shard = launch.start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        accepted.check(connection);
      }
    }
  }

  private static void runOut(ShardProcess shard, Accepted accepted) throws Exception {
    shard.awaitReady();
    try (SocketCacheConnection connection = shard.connect()) {
      accepted.put(connection, 100);
      assertThat(accepted.count()).isEqualTo(100);
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < SOCKETS; i++) {
          sockets.add(new Socket(shard.address().getAddress(), shard.address().getPort()));
          accepted.put(connection, 1);
        }
        Waiting.within(Duration.ofSeconds(20), () -> shard.openFiles() >= HANDLES - 2);
        accepted.put(connection, 300);
        accepted.check(connection);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      assertThat(shard.isAlive()).as("alive: " + shard.output()).isTrue();
      Waiting.within(Duration.ofSeconds(20), () -> accepted.put(connection, 1) == 1);
    }
    try (SocketCacheConnection another = shard.connect()) {
      assertThat(accepted.put(another, 100)).isEqualTo(100);
      accepted.check(another);
    }
  }

  /** Puts some of which may be refused for want of handles, and what was accepted. */
  private static final class Accepted {

    private final Entries entries = Entries.ofLength(0, 1, 4_096);
    private final List<Long> numbers = new ArrayList<>();
    private long next;

    /** How many of so many were accepted. */
    int put(SocketCacheConnection connection, int count) throws CacheException {
      int before = count();
      for (int i = 0; i < count; i++) {
        long n = next++;
        try {
          connection.put(List.of(entries.entry(n)));
          numbers.add(n);
        } catch (CacheException e) {
          if (e.reason() != Reason.NO_SPACE) {
            throw e;
          }
        }
      }
      return count() - before;
    }

    int count() {
      return numbers.size();
    }

    void check(SocketCacheConnection connection) throws CacheException {
      long[] all = numbers.stream().mapToLong(Long::longValue).toArray();
      assertThat(entries.present(connection, all)).isEqualTo(all.length);
    }
  }
}

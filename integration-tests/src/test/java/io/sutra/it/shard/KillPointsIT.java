package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment: while it serves, compacts, erases, and recovers. */
class KillPointsIT {

  private static final int KILLS = Boolean.getBoolean("sutra.full") ? 1_000 : 100;

  /** Shards that are killed at the same time: one recovers while another is written to. */
  private static final int LANES = 2;

  private static final int CLIENTS = 16;

  /** The last of the clients erase too. */
  private static final int ERASING = 2;

  /** A shard is killed after so many answers at most, to all its clients together. */
  private static final int MOST_ANSWERS = 600;

  /** How long it may take to give them: a compaction or an erasure may be what is killed. */
  private static final Duration LONGEST_SERVICE = Duration.ofMillis(500);

  private static final Duration LONGEST_RECOVERY = Duration.ofMillis(150);

  private static final Duration START_OF_CLIENTS = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** The launch, with its classes in an archive: starts take half as long. */
  private ShardLaunch withArchive(ShardLaunch launch) throws Exception {
    String file = "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa");
    ShardLaunch dumping = launch.withJvm(file).withJvm("-XX:+AutoCreateSharedArchive");
    try (ShardProcess shard = dumping.start()) {
      shard.awaitReady();
      shard.stop();
    }
    return launch.withJvm(file);
  }

  @Test
  @Timeout(3600)
  void killedAtRandomMoments_shardComesUpWithAllThatWasAcknowledged() throws Exception {
    // Segments and a rate so small that most kills meet a compaction.
    Map<String, String> settings =
        Map.of(
            "SUTRA_CACHE_SYNC", "always",
            "SUTRA_CACHE_SEGMENT_BYTES", "128KiB",
            "SUTRA_CACHE_CAPACITY", "20000",
            "SUTRA_CACHE_COMPACTION_RATE", "8MiB");
    ShardLaunch launch = withArchive(ShardLaunch.asAdvised(folder.resolve("first"), settings));
    List<Lane> lanes = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        Lane lane = new Lane(i, launch.in(folder.resolve("lane" + i)), threads);
        lanes.add(lane);
        running.add(threads.submit(lane));
      }
      for (Future<?> lane : running) {
        lane.get();
      }
    }
    List<RememberingClient> clients = lanes.stream().flatMap(l -> l.clients.stream()).toList();
    assertThat(clients.stream().mapToInt(RememberingClient::puts).sum()).isGreaterThan(KILLS * 10);
    assertThat(clients.stream().mapToInt(RememberingClient::deletions).sum()).isGreaterThan(KILLS);
    assertThat(clients.stream().mapToInt(RememberingClient::erasures).sum()).isPositive();
    assertThat(lanes).allMatch(lane -> lane.compactions.get() > 0);
    assertThat(lanes).allMatch(lane -> lane.killedInRecovery.get() > 0);
  }

  /** One shard, killed and started again with the flags it had. */
  private static final class Lane implements Callable<Void> {

    private final Random random;
    private final ShardLaunch launch;
    private final ExecutorService threads;
    private final List<RememberingClient> clients = new ArrayList<>();
    private int round;
    private final AtomicInteger compactions = new AtomicInteger();
    private final AtomicInteger killedInRecovery = new AtomicInteger();

    Lane(int number, ShardLaunch launch, ExecutorService threads) {
      this.random = new Random(number);
      this.launch = launch;
      this.threads = threads;
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new RememberingClient(number * CLIENTS + i, i >= CLIENTS - ERASING));
      }
    }

    @Override
    public Void call() throws Exception {
      for (round = 0; round < KILLS / LANES; round++) {
        try (ShardProcess shard = launch.start()) {
          try {
            if (round > 0 && random.nextInt(4) == 0) {
              killInRecovery(shard);
            } else {
              shard.awaitReady();
              verify(shard);
              killInService(shard);
            }
          } catch (AssertionError | Exception e) {
            throw new AssertionError("round " + round + ", " + shard.output(), e);
          }
        }
      }
      try (ShardProcess shard = launch.start()) {
        shard.awaitReady();
        verify(shard);
        shard.stop();
      }
      return null;
    }

    private void verify(ShardProcess shard) throws CacheException {
      try (SocketCacheConnection connection = shard.connect()) {
        for (RememberingClient client : clients) {
          client.verify(connection);
        }
      }
    }

    private void killInRecovery(ShardProcess shard) throws IOException, InterruptedException {
      while (shard.output().isEmpty() && !shard.hasOpen("LOCK")) {
        LockSupport.parkNanos(1_000_000);
      }
      pause(LONGEST_RECOVERY);
      assertThat(shard.isAlive()).isTrue();
      shard.kill();
      killedInRecovery.incrementAndGet();
    }

    private void killInService(ShardProcess shard) throws Exception {
      List<Future<?>> working = new ArrayList<>();
      for (RememberingClient client : clients) {
        working.add(
            threads.submit(
                () -> {
                  client.run(shard);
                  return null;
                }));
      }
      working.add(threads.submit(() -> compact(shard)));
      awaitAnswers(1, START_OF_CLIENTS);
      awaitAnswers(random.nextInt(MOST_ANSWERS), LONGEST_SERVICE);
      assertThat(shard.isAlive()).as("before it is killed").isTrue();
      shard.kill();
      for (Future<?> work : working) {
        work.get();
      }
    }

    private Void compact(ShardProcess shard) throws CacheException {
      try (SocketCacheConnection connection = shard.connect()) {
        while (true) {
          connection.compact();
          compactions.incrementAndGet();
        }
      } catch (CacheException e) {
        if (e.reason() != Reason.CONNECTION && e.reason() != Reason.CLOSING) {
          throw e;
        }
      }
      return null;
    }

    private void awaitAnswers(int more, Duration longest) {
      long until = answers() + more;
      long deadline = System.nanoTime() + longest.toNanos();
      while (answers() < until && System.nanoTime() < deadline) {
        LockSupport.parkNanos(200_000);
      }
    }

    private long answers() {
      return clients.stream().mapToLong(RememberingClient::answers).sum();
    }

    /** Until the moment of the kill, which may be any. */
    private void pause(Duration longest) {
      LockSupport.parkNanos(random.nextLong(longest.toNanos()));
    }
  }
}

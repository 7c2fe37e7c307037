package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread {@code shard-keeper}: syncs the log when that is due, writes zeros ahead, compares the
 * clock, and looks whether the folder is still there.
 */
final class LogKeeper implements Runnable {

  private static final System.Logger LOG = System.getLogger(LogKeeper.class.getName());

  /**
   * Under {@code everysec}, as much is synced at once: while the file system finds blocks for it,
   * whoever appends to the same file waits, and longer for more.
   */
  private static final long SYNC_BYTES = 1 << 20;

  /** Under {@code everysec}, at the latest: with the period and an fsync it is below a second. */
  private static final Duration SYNC_AFTER = Duration.ofMillis(600);

  private static final Duration PERIOD = Duration.ofMillis(50);
  private static final Duration CHECKS = Duration.ofSeconds(1);
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final WriteAheadLog log;
  private final SyncMode sync;
  private final ShardClock clock;
  private final BackgroundFailures failures;
  private final Consumer<LogFailedException> onFailure;
  private final Thread thread = new Thread(this, "shard-keeper");
  private volatile boolean closing;
  private long nextCheck = System.nanoTime();
  private long slowest;

  LogKeeper(
      WriteAheadLog log,
      SyncMode sync,
      ShardClock clock,
      BackgroundFailures failures,
      Consumer<LogFailedException> onFailure) {
    this.log = log;
    this.sync = sync;
    this.clock = clock;
    this.failures = failures;
    this.onFailure = onFailure;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  void close() throws InterruptedException {
    closing = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  /** Wakes the thread if a commit has left something for it to do at once. */
  void wakeIfDue() {
    if (log.wantsAllocation()
        || (sync == SyncMode.EVERYSEC && log.isCalm() && log.unforcedBytes() >= SYNC_BYTES)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    while (!closing) {
      LockSupport.parkNanos(PERIOD.toNanos());
      try {
        keep();
      } catch (LogFailedException e) {
        onFailure.accept(e);
        return;
      } catch (IOException | RuntimeException | Error e) {
        failures.failed("Keeping the log failed; it is tried again", e);
      }
    }
  }

  private void keep() throws IOException {
    if (log.wantsAllocation()) {
      log.allocate();
    }
    if (syncIsDue()) {
      log.sync();
    }
    warnOfSlowSync();
    long now = System.nanoTime();
    if (now - nextCheck >= 0) {
      nextCheck = now + CHECKS.toNanos();
      clock.check();
      log.check();
    }
  }

  private boolean syncIsDue() {
    return switch (sync) {
      case ALWAYS -> false;
      case EVERYSEC ->
          log.hasRetired()
              || log.unforcedNanos() > SYNC_AFTER.toNanos()
              || log.unforcedBytes() >= SYNC_BYTES;
      case NONE -> log.hasRetired();
    };
  }

  private void warnOfSlowSync() {
    long longest = log.metrics().longestForceNanos();
    if (longest > SLOW.toNanos() && longest > slowest) {
      slowest = longest;
      LOG.log(
          System.Logger.Level.WARNING,
          "An fsync of the log took {0} ms: the disk is slow or busy.",
          TimeUnit.NANOSECONDS.toMillis(longest));
    }
  }
}

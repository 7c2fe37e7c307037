package io.sutra.benchmarks.shard.embedded;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Syncs a store once a second in a thread of its own, until it is closed. Thread-safe. */
final class PeriodicSync implements AutoCloseable {

  /** A sync that may fail. */
  @FunctionalInterface
  interface Sync {
    void run() throws IOException;
  }

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private volatile @Nullable Throwable failure;

  // The future tells nothing that the field does not.
  @SuppressWarnings("FutureReturnValueIgnored")
  PeriodicSync(Sync sync) {
    executor.scheduleAtFixedRate(
        () -> {
          try {
            sync.run();
          } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw new IllegalStateException(e);
          }
        },
        1,
        1,
        TimeUnit.SECONDS);
  }

  /**
   * Fails when a sync failed: without it, puts would be measured that never reach the disk.
   *
   * @throws IOException with the first failure
   */
  void check() throws IOException {
    Throwable failed = failure;
    if (failed != null) {
      throw new IOException("the sync of each second failed", failed);
    }
  }

  /** Waits for the sync that runs. */
  @Override
  public void close() throws IOException {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new IOException("a sync took more than 60 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    check();
  }
}

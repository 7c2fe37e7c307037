package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one compaction at a time on a thread of its own. Thread-safe. */
final class CompactionRunner {

  private static final System.Logger LOG = System.getLogger(CompactionRunner.class.getName());

  private final Compactor compactor;
  private final Consumer<Mutation> submit;
  private final LongAdder finished = new LongAdder();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "shard-compactor");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<Boolean> running;
  private @Nullable CompletableFuture<Boolean> next;

  CompactionRunner(Compactor compactor, Consumer<Mutation> submit) {
    this.compactor = compactor;
    this.submit = submit;
  }

  /** Starts a compaction, unless one runs; what becomes of it is in the log. */
  void start() {
    synchronized (this) {
      if (running != null && !running.isDone()) {
        return;
      }
    }
    CompletableFuture<Boolean> unwatched = request();
    LOG.log(System.Logger.Level.DEBUG, "a compaction is due: {0}", unwatched);
  }

  /** A compaction that begins after this call: now, or when the one that runs is done. */
  synchronized CompletableFuture<Boolean> request() {
    CompletableFuture<Boolean> before = running;
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (before == null || before.isDone()) {
      running = done;
      roll(done);
    } else if (next != null) {
      return next;
    } else {
      next = done;
    }
    return done;
  }

  private synchronized void startNext() {
    CompletableFuture<Boolean> waiting = next;
    next = null;
    if (waiting != null) {
      running = waiting;
      roll(waiting);
    }
  }

  private void roll(CompletableFuture<Boolean> done) {
    submit.accept(
        new Mutation.Roll(
            new Completion<>() {
              @Override
              public void done(Mutation.RollPoint from) {
                executor.execute(() -> run(from, done));
              }

              @Override
              public void failed(CacheException error) {
                done.completeExceptionally(error);
                startNext();
              }
            }));
  }

  private void run(Mutation.RollPoint from, CompletableFuture<Boolean> done) {
    try {
      compactor.compact(from);
      finished.increment();
      done.complete(true);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the compaction failed, the log is kept", e);
      done.completeExceptionally(e);
    }
    startNext();
  }

  long finished() {
    return finished.sum();
  }

  /** Waits for a compaction that runs. No other is started: the writer has stopped before. */
  void stop() throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
      LOG.log(System.Logger.Level.WARNING, "a compaction was given up");
    }
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.shard.wal.NoSpaceException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
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

  private static final Duration LEAST_PAUSE = Duration.ofMillis(500);
  private static final Duration MOST_PAUSE = Duration.ofMinutes(1);

  private final Compactor compactor;
  private final Consumer<Mutation> submit;
  private final BackgroundFailures failures;
  private final LongAdder finished = new LongAdder();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "shard-compactor");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Duration pause = Duration.ZERO;
  private volatile long notBefore;
  private volatile CompactionReport last = CompactionReport.NONE;
  private @Nullable Request running;
  private @Nullable Request next;

  /** A compaction that somebody asked for. */
  private record Request(CompactionReason reason, CompletableFuture<CompactionReport> done) {}

  CompactionRunner(Compactor compactor, Consumer<Mutation> submit, BackgroundFailures failures) {
    this.compactor = compactor;
    this.submit = submit;
    this.failures = failures;
  }

  /** Whether a compaction runs, or is about to. */
  synchronized boolean isRunning() {
    return running != null;
  }

  /** Starts a compaction, unless one runs; what becomes of it is in the log. */
  void start(CompactionReason reason) {
    synchronized (this) {
      if (running != null || (!pause.isZero() && System.nanoTime() - notBefore < 0)) {
        return;
      }
    }
    CompletableFuture<CompactionReport> unwatched = request(reason);
    LOG.log(System.Logger.Level.DEBUG, "a compaction is due: {0}", unwatched);
  }

  /** A compaction that begins after this call: now, or when the one that runs is done. */
  CompletableFuture<CompactionReport> request(CompactionReason reason) {
    Request request = new Request(reason, new CompletableFuture<>());
    synchronized (this) {
      if (running != null) {
        if (next != null) {
          return next.done();
        }
        next = request;
        return request.done();
      }
      running = request;
    }
    roll(request);
    return request.done();
  }

  /** Tells of an outcome, and begins the compaction that was asked for meanwhile. */
  private void end(Runnable outcome) {
    Request following;
    synchronized (this) {
      following = next;
      running = following;
      next = null;
    }
    // Whoever is told may ask for another one at once.
    outcome.run();
    if (following != null) {
      roll(following);
    }
  }

  private void fail(Request request, CacheException error) {
    end(() -> request.done().completeExceptionally(error));
  }

  private void roll(Request request) {
    submit.accept(
        new Mutation.Roll(
            new Completion<>() {
              @Override
              public void done(Mutation.RollPoint from) {
                try {
                  executor.execute(() -> run(from, request));
                } catch (RuntimeException | Error e) {
                  fail(request, explained(e));
                }
              }

              @Override
              public void failed(CacheException error) {
                fail(request, error);
              }
            }));
  }

  private void run(Mutation.RollPoint from, Request request) {
    Instant began = Instant.now();
    long start = System.nanoTime();
    CompactionReport report;
    try {
      long bytes = compactor.compact(from);
      report =
          new CompactionReport(
              request.reason(), began, Duration.ofNanos(System.nanoTime() - start), bytes);
    } catch (Throwable e) {
      // Somebody waits for the answer, and the next compaction must be able to run.
      backOff();
      fail(request, explained(e));
      return;
    }
    last = report;
    pause = Duration.ZERO;
    finished.increment();
    end(() -> request.done().complete(report));
  }

  /** After a failure, compactions of their own accord wait, longer each time. */
  private void backOff() {
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : doubled;
    pause = pause.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : pause;
    notBefore = System.nanoTime() + pause.toNanos();
  }

  private CacheException explained(Throwable e) {
    if (e instanceof InterruptedIOException) {
      return new CacheException(Reason.CLOSING, "the shard is stopping", e);
    }
    failures.failed("A compaction failed; the log is kept as it was", e);
    return e instanceof NoSpaceException
        ? new CacheException(
            Reason.NO_SPACE, "the disk has no room for a snapshot: " + e.getMessage(), e)
        : new CacheException(Reason.INTERNAL, "the compaction failed: " + e, e);
  }

  long finished() {
    return finished.sum();
  }

  /** The newest compaction that was finished. */
  CompactionReport last() {
    return last;
  }

  /**
   * Gives a compaction up that runs, and waits for its end. No other is started: the commit thread
   * has ended before.
   */
  void stop() throws InterruptedException {
    compactor.stop();
    executor.shutdown();
    if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
      LOG.log(System.Logger.Level.WARNING, "A compaction still ran after a minute and was left.");
    }
  }
}

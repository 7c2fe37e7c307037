package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheException;
import io.sutra.web.server.BackgroundFailures;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/**
 * Knows whether the shard is worth asking. After one failure nobody's request asks it any more: a
 * thread of its own tries until the shard answers, so that no caller ever waits for a trial.
 * Thread-safe.
 */
final class ShardWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ShardWatch.class.getName());
  private static final Duration BETWEEN_TRIALS = Duration.ofMillis(250);

  private final ShardGateway gateway;
  private final ThreadFactory threads;
  private final BackgroundFailures failures =
      new BackgroundFailures("shard-watch", "The shard is asked again.");
  private volatile boolean available;
  private volatile boolean closed;
  private boolean trying;
  private Thread trial = Thread.currentThread();

  ShardWatch(ShardGateway gateway, ThreadFactory threads) {
    this.gateway = gateway;
    this.threads = threads;
  }

  /** What its thread did not expect. */
  BackgroundFailures failures() {
    return failures;
  }

  /** Makes the first connection before anybody needs it. */
  void start() {
    startTrials();
  }

  boolean isAvailable() {
    return available;
  }

  /** A call failed. */
  void lost(Throwable failure) {
    if (available) {
      LOG.log(Level.WARNING, "The cache shard is lost, texts count as misses: {0}", text(failure));
    }
    available = false;
    startTrials();
  }

  private synchronized void startTrials() {
    if (!trying && !closed) {
      Thread next = threads.newThread(this::tryUntilItAnswers);
      next.start();
      trial = next;
      trying = true;
    }
  }

  private void tryUntilItAnswers() {
    boolean first = true;
    while (!closed) {
      try {
        gateway.call(connection -> connection.ping());
        stopTrying();
        LOG.info("The cache shard answers");
        return;
      } catch (ShardLostException | CacheException | FaultToleranceException e) {
        if (first) {
          LOG.log(Level.INFO, "The cache shard does not answer yet: {0}", text(e));
          first = false;
        }
      } catch (RuntimeException | Error e) {
        failures.failed(e);
      }
      pause();
    }
  }

  /** An interrupt that is left over from a call that took too long ends the pause alone. */
  @SuppressWarnings("Interruption") // Who closes says so before it interrupts.
  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIALS.toNanos());
    } catch (InterruptedException e) {
      // The loop looks whether it is closed.
    }
  }

  private synchronized void stopTrying() {
    trying = false;
    available = true;
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (trying) {
      trial.interrupt();
    }
  }
}

package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.server.BackgroundFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/**
 * Writes new vectors to the shard behind the answers: a bounded queue, one thread, many vectors a
 * frame. While the shard is away the queue fills, and then what is new is dropped and counted.
 *
 * <p>Each vector belongs to the generation in which it was offered. {@link #clear} begins another
 * one, and a vector of an earlier generation is not sent any more.
 *
 * <p>Thread-safe.
 */
final class WriteBehind implements AutoCloseable {

  private static final int BATCH = 256;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_FLUSH = Duration.ofSeconds(3);

  private final BlockingQueue<Write> queue;
  private final ShardGateway gateway;
  private final ShardWatch watch;
  private final MemoryCache memory;
  private final ShardObserver observer;
  private final Clock clock;
  private final Thread writer;
  private final BackgroundFailures failures =
      new BackgroundFailures(
          "shard-writer", "The vectors of this batch are not in the shard and count as dropped.");

  /** Held while a batch is on its way to the shard. */
  private final ReentrantLock sending = new ReentrantLock();

  /** Changed under the lock {@link #sending}. */
  private volatile long generation;

  private volatile boolean closing;

  private record Write(CacheKey key, StoredVector vector, long generation) {}

  WriteBehind(
      int capacity,
      ShardGateway gateway,
      ShardWatch watch,
      MemoryCache memory,
      ShardObserver observer,
      Clock clock,
      ThreadFactory threads) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.gateway = gateway;
    this.watch = watch;
    this.memory = memory;
    this.observer = observer;
    this.clock = clock;
    this.writer = threads.newThread(this::write);
  }

  void start() {
    writer.start();
  }

  void offer(CacheKey key, StoredVector vector) {
    if (!queue.offer(new Write(key, vector, generation))) {
      observer.dropped(1);
    }
  }

  /** Vectors that wait. */
  int waiting() {
    return queue.size();
  }

  /** What the thread did not expect, and what the shard refused. */
  BackgroundFailures failures() {
    return failures;
  }

  /**
   * Forgets what waits. When this returns, a batch that was on its way has been answered or given
   * up, and nothing that was offered before is sent later.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // The lock makes it one; others only read.
  void clear() {
    sending.lock();
    try {
      generation++;
      queue.clear();
    } finally {
      sending.unlock();
    }
  }

  private void write() {
    List<Write> batch = new ArrayList<>(BATCH);
    boolean failed = false;
    while (!isFinished(batch)) {
      try {
        if (failed || !watch.isAvailable()) {
          failed = false;
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } else {
          writeNext(batch);
        }
      } catch (InterruptedException e) {
        // Left over from a call that took too long, unless close() waits no longer.
        if (closing) {
          break;
        }
      } catch (RuntimeException | Error e) {
        failed = true;
        giveUp(batch, e);
      }
    }
    int left = batch.size() + queue.size();
    if (left > 0) {
      failures.guard(() -> observer.dropped(left));
    }
  }

  private boolean isFinished(List<Write> batch) {
    return closing && ((batch.isEmpty() && queue.isEmpty()) || !watch.isAvailable());
  }

  private void giveUp(List<Write> batch, Throwable failure) {
    int vectors = batch.size();
    batch.clear();
    failures.failed(failure);
    failures.guard(() -> observer.dropped(vectors));
  }

  /** Sends a batch; one that the shard did not get stays in {@code batch}. */
  private void writeNext(List<Write> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      Write first = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        return;
      }
      batch.add(first);
      queue.drainTo(batch, BATCH - 1);
    }
    sending.lockInterruptibly();
    try {
      batch.removeIf(write -> write.generation() != generation);
      send(batch);
    } finally {
      sending.unlock();
    }
  }

  private void send(List<Write> batch) {
    List<NewVector> vectors = new ArrayList<>(batch.size());
    for (Write write : batch) {
      Duration left = Duration.between(clock.instant(), write.vector().expiresAt());
      if (left.toMillis() > 0) {
        vectors.add(new NewVector(write.key(), EntryCodec.encode(write.vector()), left));
      }
    }
    try {
      if (!vectors.isEmpty()) {
        forgetOlder(vectors, gateway.call(connection -> connection.put(vectors)));
        observer.written(vectors.size());
      }
      batch.clear();
    } catch (CacheException e) {
      giveUp(batch, e);
    } catch (ShardLostException | FaultToleranceException e) {
      watch.lost(e);
    }
  }

  /** Where another service was first, its vector is the one that is served. */
  private void forgetOlder(List<NewVector> vectors, List<PutOutcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == PutOutcome.KEPT) {
        memory.remove(vectors.get(i).key());
      }
    }
  }

  /** Writes what waits, for a short while. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!writer.join(LONGEST_FLUSH)) {
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

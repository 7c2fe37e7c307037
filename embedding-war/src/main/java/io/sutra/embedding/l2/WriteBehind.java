package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.StoredVector;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/**
 * Writes new vectors to the shard behind the answers: a bounded queue, one thread, many vectors a
 * frame. While the shard is away the queue fills, and then what is new is dropped and counted.
 * Thread-safe.
 */
final class WriteBehind implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WriteBehind.class.getName());
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
  private volatile boolean closing;

  private record Write(CacheKey key, StoredVector vector) {}

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
    if (!queue.offer(new Write(key, vector))) {
      observer.dropped(1);
    }
  }

  /** Vectors that wait. */
  int waiting() {
    return queue.size();
  }

  /** Forgets what waits. */
  void clear() {
    queue.clear();
  }

  private void write() {
    List<Write> batch = new ArrayList<>(BATCH);
    try {
      while (!closing || !queue.isEmpty()) {
        if (!watch.isAvailable()) {
          if (closing) {
            return;
          }
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
          continue;
        }
        if (batch.isEmpty()) {
          Write first = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
          if (first == null) {
            continue;
          }
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
        }
        if (put(batch)) {
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      observer.dropped(batch.size() + queue.size());
    }
  }

  /** Whether the batch is done with, written or not. */
  private boolean put(List<Write> batch) {
    List<NewVector> vectors = new ArrayList<>(batch.size());
    List<CacheKey> keys = new ArrayList<>(batch.size());
    for (Write write : batch) {
      Duration left = Duration.between(clock.instant(), write.vector().expiresAt());
      if (left.toMillis() > 0) {
        keys.add(write.key());
        vectors.add(new NewVector(write.key(), EntryCodec.encode(write.vector()), left));
      }
    }
    if (vectors.isEmpty()) {
      return true;
    }
    try {
      List<PutOutcome> outcomes = gateway.call(connection -> connection.put(vectors));
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i) == PutOutcome.KEPT) {
          // Another service was first, and the first vector is the one that is served.
          memory.remove(keys.get(i));
        }
      }
      observer.written(vectors.size());
      return true;
    } catch (CacheException e) {
      LOG.log(
          Level.WARNING, "The shard refused {0} vectors: {1}", new Object[] {vectors.size(), e});
      observer.dropped(vectors.size());
      return true;
    } catch (ShardLostException | FaultToleranceException e) {
      watch.lost(e);
      return false;
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

package io.sutra.cache.shard.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be committed: bounded by bytes, many put, the holder of the commit lock takes.
 *
 * <p>All that is there is taken. When fewer came than last time the taker spins for a moment: those
 * who were acknowledged together come back together, and one fsync then serves them all instead of
 * two (group commit as in DeWitt et al., "Implementation Techniques for Main Memory Database
 * Systems", 1984; the wait is that of PostgreSQL's {@code commit_delay}, but adaptive).
 */
final class CommitQueue {

  private static final long BATCH_BYTES = 4 << 20;

  private final ConcurrentLinkedQueue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;
  private final long gatherNanos;
  private final long spinNanos;
  private final StageTimes stages;
  private volatile boolean called;
  private volatile @Nullable Thread parked;
  private int lastTaken;

  /** The writer was called the last time. */
  private boolean busy;

  /** A mutation and when it came, by {@link System#nanoTime}. */
  private record Queued(Mutation mutation, long at) {}

  /**
   * A queue.
   *
   * @param maxBytes that may wait
   * @param gather for how long those are waited for who were acknowledged together
   * @param stages takes how long puts were queued
   * @param spin for how long a busy writer looks for the next call before it sleeps
   */
  CommitQueue(long maxBytes, Duration gather, Duration spin, StageTimes stages) {
    this.stages = stages;
    this.maxBytes = maxBytes;
    this.gatherNanos = gather.toNanos();
    this.spinNanos = spin.toNanos();
  }

  /** Adds a mutation; false when too much waits already. Calls nobody. */
  boolean offer(Mutation mutation) {
    long size = mutation.bytes();
    // A compaction makes room; it must not wait for the puts that it makes room for.
    boolean bounded = !(mutation instanceof Mutation.Roll);
    if (bytes.addAndGet(size) > maxBytes && size < bytes.get() && bounded) {
      bytes.addAndGet(-size);
      return false;
    }
    queue.add(new Queued(mutation, System.nanoTime()));
    return true;
  }

  /** Calls the writer. */
  void call() {
    if (!called) {
      called = true;
    }
    Thread waiting = parked;
    if (waiting != null) {
      parked = null;
      LockSupport.unpark(waiting);
    }
  }

  /** Waits until the writer is called, at most for so long. For the writer. */
  void awaitCall(Duration wait) {
    if (!called && busy) {
      spin();
    }
    if (!called) {
      parked = Thread.currentThread();
      if (!called) {
        LockSupport.parkNanos(wait.toNanos());
      }
      parked = null;
    }
    busy = called;
    // Before anything is taken: who comes later calls again.
    called = false;
  }

  /** A busy queue's next call is nearer than a thread's way from sleep to a processor. */
  private void spin() {
    long deadline = System.nanoTime() + spinNanos;
    while (!called && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /**
   * Takes what waits, in place of what the list held; for the holder of the commit lock.
   *
   * @param rolls whether a roll may be taken too; else what comes before one
   */
  void take(List<Mutation> into, boolean rolls) {
    into.clear();
    long taken = drain(into, 0, rolls);
    if (!into.isEmpty() && into.size() < lastTaken && gatherNanos > 0) {
      long deadline = System.nanoTime() + gatherNanos;
      while (into.size() < lastTaken && taken < BATCH_BYTES && System.nanoTime() < deadline) {
        Thread.onSpinWait();
        taken = drain(into, taken, rolls);
      }
    }
    if (!into.isEmpty()) {
      lastTaken = into.size();
    }
  }

  /** Takes everything that waits; any thread may. */
  void drain(Consumer<Mutation> to) {
    for (Queued next = queue.poll(); next != null; next = queue.poll()) {
      bytes.addAndGet(-next.mutation().bytes());
      to.accept(next.mutation());
    }
  }

  private long drain(List<Mutation> into, long before, boolean rolls) {
    long taken = before;
    while (taken < BATCH_BYTES) {
      Queued next = queue.peek();
      if (next == null || (!rolls && next.mutation() instanceof Mutation.Roll)) {
        break;
      }
      queue.remove();
      if (next.mutation() instanceof Mutation.Put) {
        stages.record(Stage.PUT_QUEUED, System.nanoTime() - next.at());
      }
      long size = next.mutation().bytes();
      bytes.addAndGet(-size);
      taken += size;
      into.add(next.mutation());
    }
    return taken;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Bytes that wait. */
  long bytes() {
    return bytes.get();
  }
}

package io.sutra.cache.shard.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the writer: bounded by bytes, many put, one takes.
 *
 * <p>The writer takes whatever is there. When fewer came than last time it spins for a moment:
 * those who were acknowledged together come back together, and one force then serves them all
 * instead of two (group commit as in DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems", 1984; the wait is that of PostgreSQL's {@code commit_delay}, but adaptive).
 */
final class CommitQueue {

  private static final long BATCH_BYTES = 4 << 20;

  private final ConcurrentLinkedQueue<Mutation> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;
  private final long gatherNanos;
  private final long spinNanos;
  private volatile @Nullable Thread parked;
  private int lastTaken;

  /** The last time something came. */
  private boolean busy;

  /**
   * A queue.
   *
   * @param maxBytes that may wait
   * @param gather for how long those are waited for who were acknowledged together
   * @param spin for how long a busy writer looks for the next before it sleeps
   */
  CommitQueue(long maxBytes, Duration gather, Duration spin) {
    this.maxBytes = maxBytes;
    this.gatherNanos = gather.toNanos();
    this.spinNanos = spin.toNanos();
  }

  /** Adds a mutation; false when too much waits already. */
  boolean offer(Mutation mutation) {
    long size = mutation.bytes();
    if (bytes.addAndGet(size) > maxBytes && size < bytes.get()) {
      bytes.addAndGet(-size);
      return false;
    }
    queue.add(mutation);
    Thread waiting = parked;
    if (waiting != null) {
      parked = null;
      LockSupport.unpark(waiting);
    }
    return true;
  }

  /**
   * Takes what waits; waits up to that long for the first. Leaves the list empty when none came.
   */
  void take(List<Mutation> into, Duration wait) {
    into.clear();
    long taken = drain(into, 0);
    if (into.isEmpty() && busy) {
      taken = spin(into);
    }
    if (into.isEmpty()) {
      parked = Thread.currentThread();
      if (queue.isEmpty()) {
        LockSupport.parkNanos(wait.toNanos());
      }
      parked = null;
      taken = drain(into, taken);
    }
    if (!into.isEmpty() && into.size() < lastTaken) {
      long deadline = System.nanoTime() + gatherNanos;
      while (into.size() < lastTaken && taken < BATCH_BYTES && System.nanoTime() < deadline) {
        Thread.onSpinWait();
        taken = drain(into, taken);
      }
    }
    busy = !into.isEmpty();
    if (busy) {
      lastTaken = into.size();
    }
  }

  /** A busy queue's next mutation is nearer than a thread's way from sleep to a processor. */
  private long spin(List<Mutation> into) {
    long deadline = System.nanoTime() + spinNanos;
    long taken = 0;
    while (into.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      taken = drain(into, 0);
    }
    return taken;
  }

  /** Takes everything that waits; any thread may. */
  void drain(Consumer<Mutation> to) {
    for (Mutation next = queue.poll(); next != null; next = queue.poll()) {
      bytes.addAndGet(-next.bytes());
      to.accept(next);
    }
  }

  private long drain(List<Mutation> into, long before) {
    long taken = before;
    while (taken < BATCH_BYTES) {
      Mutation next = queue.poll();
      if (next == null) {
        break;
      }
      long size = next.bytes();
      bytes.addAndGet(-size);
      taken += size;
      into.add(next);
    }
    return taken;
  }

  /** Bytes that wait. */
  long bytes() {
    return bytes.get();
  }
}

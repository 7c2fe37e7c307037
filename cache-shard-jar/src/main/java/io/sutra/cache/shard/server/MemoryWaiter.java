package io.sutra.cache.shard.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One who may have to wait for memory: for one piece at a time. Belongs to an event loop, in which
 * it is resumed.
 */
final class MemoryWaiter {

  private final Executor loop;
  private final Runnable resume;
  private @Nullable MemoryPool pool;
  private int pages;

  /**
   * A waiter that waits for nothing yet.
   *
   * @param resume tries again to allocate what it still needs
   */
  MemoryWaiter(Executor loop, Runnable resume) {
    this.loop = loop;
    this.resume = resume;
  }

  /** Is about to ask that pool: a place in another one's queue is given up. */
  void asks(MemoryPool asked) {
    if (pool != asked) {
      cancel();
      pool = asked;
    }
  }

  /** Notes how much is waited for; called with the pool's lock, as the next two are. */
  void wants(int count) {
    pages = count;
  }

  int pages() {
    return pages;
  }

  /** There is enough now. False when the loop, and its connections with it, have ended. */
  boolean call() {
    try {
      loop.execute(this::takeTurn);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void takeTurn() {
    MemoryPool turnOf = pool;
    if (turnOf != null) {
      resume.run();
      turnOf.endTurn(this);
    }
  }

  /** Waits no longer. */
  void cancel() {
    MemoryPool last = pool;
    pool = null;
    if (last != null) {
      last.leave(this);
    }
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;

/**
 * Commits in the thread that brought a change, where a commit waits for no fsync: two ways from
 * thread to thread less. Thread-safe.
 */
final class CallerCommit {

  /** As many bytes are written by the caller; more would hold its reads up. */
  private static final long MOST_BYTES = 256 << 10;

  /** How often a caller looks for what others queued meanwhile, before the commit thread has to. */
  private static final int ROUNDS = 4;

  private final Committer committer;
  private final CommitQueue queue;
  private final WriteAheadLog log;
  private final SyncMode sync;
  private final Runnable afterCommit;

  /**
   * A committer for callers.
   *
   * @param afterCommit wakes whoever keeps the log, if that is due
   */
  CallerCommit(
      Committer committer,
      CommitQueue queue,
      WriteAheadLog log,
      SyncMode sync,
      Runnable afterCommit) {
    this.committer = committer;
    this.queue = queue;
    this.log = log;
    this.sync = sync;
    this.afterCommit = afterCommit;
  }

  /**
   * Commits what is queued, unless that may take long: under {@code always}, while the log is being
   * synced, when a segment is full, or when much is queued. Then the commit thread is called. Never
   * waits for another thread.
   */
  void commit() {
    if (sync == SyncMode.ALWAYS) {
      return;
    }
    for (int i = 0; i < ROUNDS && !queue.isEmpty() && isShort(); i++) {
      if (!committer.lock().tryLock()) {
        // The holder looks again before it gives the lock back for good.
        return;
      }
      try {
        if (!committer.commitQueued(false)) {
          break;
        }
        afterCommit.run();
      } catch (LogFailedException e) {
        committer.failQueued();
        return;
      } finally {
        committer.lock().unlock();
      }
    }
    if (!queue.isEmpty()) {
      queue.call();
    }
  }

  private boolean isShort() {
    return log.isCalm() && queue.bytes() <= MOST_BYTES;
  }
}

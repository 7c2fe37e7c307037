package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.shard.wal.LogFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commit lock, and what its holder does: it takes what is queued and commits it. Whoever gets
 * the lock may be the holder ({@link CallerCommit}, {@link CommitThread}).
 *
 * <p>Once the log has failed or the shard has ended nothing is committed any more, and whatever is
 * queued fails. Thread-safe.
 */
final class Committer {

  private static final System.Logger LOG = System.getLogger(Committer.class.getName());

  private final GroupCommit commit;
  private final CommitQueue queue;
  private final Consumer<LogFailedException> onFailure;
  private final ReentrantLock lock = new ReentrantLock();

  /** What is being committed; for the holder of the lock. */
  private final List<Mutation> batch = new ArrayList<>();

  /** Set by the holder of the lock. */
  private volatile boolean ended;

  private volatile @Nullable LogFailedException failure;

  Committer(GroupCommit commit, CommitQueue queue, Consumer<LogFailedException> onFailure) {
    this.commit = commit;
    this.queue = queue;
    this.onFailure = onFailure;
  }

  ReentrantLock lock() {
    return lock;
  }

  boolean ended() {
    return ended;
  }

  boolean failed() {
    return failure != null;
  }

  /** With the lock: nothing is committed any more. */
  void end() {
    ended = true;
  }

  /**
   * With the lock: commits what is queued; whether there was something.
   *
   * @param rolls whether a roll may be taken too
   * @throws LogFailedException when the log or the commit itself failed, which is kept
   */
  boolean commitQueued(boolean rolls) throws LogFailedException {
    if (ended || failure != null) {
      failQueued();
      return false;
    }
    queue.take(batch, rolls);
    if (batch.isEmpty()) {
      return false;
    }
    try {
      commit.commit(batch);
    } catch (LogFailedException e) {
      failure = e;
      throw e;
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
    return true;
  }

  /** Keeps a failure that the log has latched. */
  void failed(LogFailedException e) {
    failure = e;
  }

  /** Ends the shard because of an error that nobody expected. */
  LogFailedException fail(Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "committing changes failed", e);
    LogFailedException failed =
        new LogFailedException(new IOException("committing changes failed: " + e, e));
    failure = failed;
    onFailure.accept(failed);
    return failed;
  }

  /** Fails everything that is queued. */
  void failQueued() {
    CacheException error = stopping();
    queue.drain(mutation -> Telling.run(() -> mutation.fail(error)));
  }

  /** What a change is told that comes too late. */
  CacheException stopping() {
    LogFailedException cause = failure;
    return cause == null
        ? new CacheException(Reason.CLOSING, "the shard is stopping")
        : new CacheException(Reason.LOG_FAILED, "the log failed, the shard stops", cause);
  }
}

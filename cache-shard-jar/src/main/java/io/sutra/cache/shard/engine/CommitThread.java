package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.time.Duration;

/**
 * The thread {@code shard-writer}: commits what callers do not, and does the housekeeping that
 * needs the commit lock.
 */
final class CommitThread implements Runnable {

  private static final System.Logger LOG = System.getLogger(CommitThread.class.getName());

  private static final Duration IDLE = Duration.ofMillis(200);

  private final Committer committer;
  private final CommitQueue queue;
  private final GroupCommit commit;
  private final WriteAheadLog log;
  private final Housekeeping housekeeping;
  private final Runnable afterCommit;
  private final Thread thread = new Thread(this, "shard-writer");
  private volatile boolean closing;

  CommitThread(
      Committer committer,
      CommitQueue queue,
      GroupCommit commit,
      WriteAheadLog log,
      Housekeeping housekeeping,
      Runnable afterCommit) {
    this.committer = committer;
    this.queue = queue;
    this.commit = commit;
    this.log = log;
    this.housekeeping = housekeeping;
    this.afterCommit = afterCommit;
  }

  void start() {
    thread.start();
  }

  boolean closing() {
    return closing;
  }

  /** Commits what is queued and ends. */
  void close() throws InterruptedException {
    closing = true;
    queue.call();
    thread.join();
  }

  @Override
  public void run() {
    try {
      commitUntilClosed();
    } catch (LogFailedException e) {
      committer.failed(e);
    } catch (RuntimeException | Error e) {
      LogFailedException failed = committer.fail(e);
      LOG.log(System.Logger.Level.DEBUG, "the commit thread ends", failed);
    } finally {
      committer.lock().lock();
      try {
        committer.end();
        committer.failQueued();
      } finally {
        committer.lock().unlock();
      }
    }
  }

  private void commitUntilClosed() throws LogFailedException {
    long seen = log.writtenSequence();
    while (true) {
      boolean quiet = seen == log.writtenSequence();
      seen = log.writtenSequence();
      queue.awaitCall(quiet ? IDLE : Housekeeping.SWEEP_PERIOD);
      committer.lock().lock();
      try {
        boolean committed = committer.commitQueued(true);
        if (committed) {
          afterCommit.run();
        } else if (closing) {
          committer.end();
          return;
        } else if (quiet && seen == log.writtenSequence()) {
          commit.idle();
        }
        housekeeping.run(System.nanoTime());
      } finally {
        committer.lock().unlock();
      }
      if (!queue.isEmpty()) {
        queue.call();
      }
    }
  }
}

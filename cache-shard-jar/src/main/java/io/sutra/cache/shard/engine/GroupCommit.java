package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.NoSpaceException;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;
import io.sutra.cache.shard.wal.WriteKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The order of everything that changes: write to the log, sync it if that is promised, apply to
 * memory, acknowledge. Under {@code always} nobody reads a value that is not on disk.
 *
 * <p>Belongs to one thread at a time; it has none of its own, so that a test can be that thread.
 */
public final class GroupCommit {

  /** Under {@code everysec}, what is unforced for so long holds further acknowledgements up. */
  private static final Duration MOST_UNFORCED = Duration.ofSeconds(2);

  private final VectorStore store;
  private final WriteAheadLog log;
  private final SyncMode sync;
  private final LongSupplier clock;
  private final StageTimes stages;
  private final PutGate space;

  /** Says whether puts may be written. */
  @FunctionalInterface
  public interface PutGate {

    /** Lets everything pass. */
    PutGate OPEN = bytes -> {};

    /** Refuses puts of so many bytes, or lets them pass. */
    void check(long bytes) throws NoSpaceException;
  }

  /**
   * A commit over a store and a log.
   *
   * @param clock milliseconds since 1970
   * @param stages takes the times of the stages of a batch with puts
   * @param space refuses puts for lack of space before they are written
   */
  public GroupCommit(
      VectorStore store,
      WriteAheadLog log,
      SyncMode sync,
      LongSupplier clock,
      StageTimes stages,
      PutGate space) {
    this.stages = stages;
    this.space = space;
    this.store = store;
    this.log = log;
    this.sync = sync;
    this.clock = clock;
  }

  /**
   * Commits mutations together, completing each, whatever happens.
   *
   * @throws LogFailedException when the log failed: everything was failed, and nothing can be
   *     committed any more
   */
  public void commit(List<Mutation> mutations) throws LogFailedException {
    int from = 0;
    try {
      for (int i = 0; i < mutations.size(); i++) {
        if (mutations.get(i) instanceof Mutation.Roll roll) {
          int batch = from;
          from = i;
          commitBatch(mutations.subList(batch, i));
          from = i + 1;
          roll(roll);
        }
      }
      int batch = from;
      from = mutations.size();
      commitBatch(mutations.subList(batch, mutations.size()));
    } catch (LogFailedException e) {
      fail(mutations.subList(from, mutations.size()), error(e));
      throw e;
    } catch (RuntimeException | Error e) {
      fail(mutations.subList(from, mutations.size()), error(e));
      throw e;
    }
  }

  private void commitBatch(List<Mutation> mutations) throws LogFailedException {
    if (mutations.isEmpty()) {
      return;
    }
    WriteKind kind =
        mutations.stream().allMatch(Mutation::deletes) ? WriteKind.DELETIONS : WriteKind.PUTS;
    CommitBatch batch;
    try {
      if (kind == WriteKind.PUTS) {
        space.check(mutations.stream().mapToLong(Mutation::bytes).sum());
      }
      batch = new CommitBatch(store, log.begin(), clock.getAsLong());
    } catch (NoSpaceException e) {
      commitDeletions(mutations, kind, e);
      return;
    } catch (IOException e) {
      fail(mutations, error(e));
      throwIfFailed(e);
      return;
    }
    try {
      long began = System.nanoTime();
      mutations.forEach(batch::plan);
      long written = write(batch, kind, began);
      batch.apply();
      if (kind == WriteKind.PUTS) {
        stages.record(Stage.PUT_PUBLISHED, System.nanoTime() - written);
      }
    } catch (NoSpaceException e) {
      commitDeletions(mutations, kind, e);
      return;
    } catch (IOException e) {
      fail(mutations, error(e));
      throwIfFailed(e);
      return;
    } catch (RuntimeException | Error e) {
      // A part may be in the store by now, and is left: the shard ends.
      fail(mutations, error(e));
      throw e;
    }
    batch.acknowledge();
  }

  /** Without room for the puts, the deletions beside them are tried with the log's reserve. */
  private void commitDeletions(List<Mutation> mutations, WriteKind kind, NoSpaceException e)
      throws LogFailedException {
    if (kind == WriteKind.DELETIONS) {
      fail(mutations, error(e));
      return;
    }
    List<Mutation> deletions = new ArrayList<>(mutations);
    List<Mutation> puts = new ArrayList<>(mutations);
    deletions.removeIf(mutation -> !mutation.deletes());
    puts.removeIf(Mutation::deletes);
    fail(puts, error(e));
    commitBatch(deletions);
  }

  private static void fail(List<Mutation> mutations, CacheException error) {
    mutations.forEach(mutation -> Telling.run(() -> mutation.fail(error)));
  }

  /** Writes the batch to the log, and syncs it if that is promised; when that was done. */
  private long write(CommitBatch batch, WriteKind kind, long began) throws IOException {
    if (batch.records().isEmpty()) {
      return began;
    }
    log.append(batch.records(), kind);
    long appended = System.nanoTime();
    if (kind == WriteKind.PUTS) {
      stages.record(Stage.PUT_APPENDED, appended - began);
    }
    if (sync == SyncMode.ALWAYS
        || (sync == SyncMode.EVERYSEC && log.unforcedNanos() > MOST_UNFORCED.toNanos())) {
      log.sync();
      long synced = System.nanoTime();
      if (kind == WriteKind.PUTS) {
        stages.record(Stage.PUT_FSYNCED, synced - appended);
      }
      return synced;
    }
    return appended;
  }

  private void roll(Mutation.Roll roll) throws LogFailedException {
    try {
      long segment = log.roll();
      roll.completion().done(new Mutation.RollPoint(segment, log.segmentFirstSequence()));
    } catch (IOException e) {
      roll.fail(error(e));
      throwIfFailed(e);
    } catch (RuntimeException | Error e) {
      roll.fail(error(e));
      throw e;
    }
  }

  /** Something to do when nothing waits: the end of the log is marked, once. */
  public void idle() throws LogFailedException {
    try {
      if (sync != SyncMode.NONE && log.mark() && sync == SyncMode.ALWAYS) {
        log.sync();
      }
    } catch (IOException e) {
      throwIfFailed(e);
    }
  }

  private static CacheException error(Throwable e) {
    return e instanceof NoSpaceException
        ? new CacheException(
            Reason.NO_SPACE, "nothing was written, reads go on: " + e.getMessage(), e)
        : new CacheException(
            Reason.LOG_FAILED, "nothing was acknowledged, the shard stops: " + e.getMessage(), e);
  }

  private static void throwIfFailed(IOException e) throws LogFailedException {
    if (e instanceof LogFailedException failed) {
      throw failed;
    }
  }
}

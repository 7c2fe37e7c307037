package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.Scope;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.Disk;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.LogRecovery;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.RecoveryReport;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A shard without its sockets: the map, the log, and the threads between them.
 *
 * <p>Thread-safe. Reads go to {@link #store}; changes are submitted and completed later. Three
 * threads: {@link CommitThread}, {@link LogKeeper}, and that of {@link CompactionRunner}. Where a
 * commit waits for no fsync, the thread that brought changes may commit them itself ({@link
 * CallerCommit}).
 */
public final class ShardEngine implements AutoCloseable {

  private static final Duration GATHER = Duration.ofNanos(60_000);

  /** Only without an fsync, which is so long that sleeping before it is nothing. */
  private static final Duration SPIN = Duration.ofNanos(30_000);

  private final VectorStore store;
  private final WriteAheadLog log;
  private final Recovered recovered;
  private final CommitQueue queue;
  private final SyncMode sync;
  private final ShardClock clock;
  private final BackgroundFailures failures = new BackgroundFailures();
  private final CompactionRunner compactions;
  private final Erasure erasure;
  private final Committer committer;
  private final CallerCommit callerCommit;
  private final CommitThread commitThread;
  private final LogKeeper keeper;

  /**
   * What was recovered at the start.
   *
   * @param report of the log
   * @param dropped entries that did not fit into the memory or the capacity
   */
  public record Recovered(RecoveryReport report, long dropped) {}

  private ShardEngine(
      EngineSettings settings,
      ShardClock clock,
      VectorStore store,
      WriteAheadLog log,
      Recovered recovered,
      StageTimes stages,
      Consumer<LogFailedException> onFailure) {
    this.store = store;
    this.log = log;
    this.recovered = recovered;
    this.clock = clock;
    this.sync = settings.log().sync();
    boolean always = sync == SyncMode.ALWAYS;
    boolean spare = Runtime.getRuntime().availableProcessors() > 2;
    this.queue =
        new CommitQueue(
            settings.pendingBytes(),
            always ? GATHER : Duration.ZERO,
            always || !spare ? Duration.ZERO : SPIN,
            stages);
    SpaceWatch space = new SpaceWatch(this::sizes, this::isCompacting, this::compact);
    GroupCommit commit = new GroupCommit(store, log, sync, clock, stages, space::beforePuts);
    this.committer = new Committer(commit, queue, onFailure);
    this.keeper = new LogKeeper(log, sync, clock, failures, committer::failed);
    this.callerCommit = new CallerCommit(committer, queue, log, sync, keeper::wakeIfDue);
    Compactor compactor = new Compactor(store, log, clock, settings.compactionBytesPerSecond());
    this.compactions = new CompactionRunner(compactor, this::submit, failures);
    this.erasure = new Erasure(this::submit, compactions, log);
    Housekeeping housekeeping = new Housekeeping(store, space::look);
    this.commitThread =
        new CommitThread(committer, queue, commit, log, housekeeping, keeper::wakeIfDue);
  }

  /**
   * Recovers a shard from its folder and starts it.
   *
   * @param memory all that it uses outside the heap
   * @param stages takes the times of the stages of puts
   * @param onFailure is told, once, that the log or a commit failed: the process has to end
   * @throws IOException when the folder cannot be recovered; the message says what to do
   */
  public static ShardEngine open(
      EngineSettings settings,
      EngineMemory memory,
      Disk disk,
      RecordChecksum checksum,
      ShardClock clock,
      StageTimes stages,
      Consumer<LogFailedException> onFailure)
      throws IOException {
    VectorStore store = new VectorStore(memory.entries(), settings.capacity(), clock);
    LogRecovery.Recovered log =
        LogRecovery.recover(
            disk,
            settings.log(),
            memory.log(),
            checksum,
            clock,
            new StoreReplay(store, clock.getAsLong()),
            onFailure);
    clock.atLeast(log.report().newestTime());
    Recovered recovered = new Recovered(log.report(), store.evictions());
    ShardEngine engine =
        new ShardEngine(settings, clock, store, log.log(), recovered, stages, onFailure);
    engine.start();
    return engine;
  }

  private void start() {
    commitThread.start();
    keeper.start();
    if (recovered.report().snapshotDamaged()) {
      compactions.start(CompactionReason.DAMAGED_SNAPSHOT);
    }
  }

  private boolean isCompacting() {
    return compactions.isRunning();
  }

  private void compact(CompactionReason reason) {
    compactions.start(reason);
  }

  private CompactionPolicy.Sizes sizes() {
    long free = log.freeSpace();
    return new CompactionPolicy.Sizes(
        log.snapshotBytes() + log.recordBytes(),
        store.liveBytes(),
        store.size(),
        free < 0 ? Long.MAX_VALUE : free + log.aheadBytes());
  }

  /** The map, for reads. */
  public VectorStore store() {
    return store;
  }

  /** The log, for its numbers. */
  public WriteAheadLog log() {
    return log;
  }

  /** What was recovered at the start. */
  public Recovered recovered() {
    return recovered;
  }

  /** The shard's time. */
  public ShardClock clock() {
    return clock;
  }

  /** What failed in the background. */
  public BackgroundFailures failures() {
    return failures;
  }

  /** Bytes of changes that wait to be written. */
  public long pendingBytes() {
    return queue.bytes();
  }

  /** Compactions that were finished. */
  public long compactions() {
    return compactions.finished();
  }

  /** The newest compaction that was finished. */
  public CompactionReport lastCompaction() {
    return compactions.last();
  }

  /** Bytes of the log that a compaction would give back. */
  public long deadLogBytes() {
    return sizes().dead();
  }

  /** Hands a change to the commit thread; its completion is called in any case. */
  public void submit(Mutation mutation) {
    enqueue(mutation);
    queue.call();
  }

  /**
   * Hands a change over, as {@link #submit} does, to be committed when {@link #commit} is called
   * next, if not before: several may be enqueued before that, and are then written at once.
   */
  public void enqueue(Mutation mutation) {
    if (commitThread.closing() || committer.ended() || committer.failed()) {
      mutation.fail(committer.stopping());
    } else if (!queue.offer(mutation)) {
      mutation.fail(
          new CacheException(Reason.BUSY, "too much waits to be written; try again later"));
    } else if (committer.ended()) {
      // The last commit may have been over before the mutation came.
      committer.failQueued();
    } else if (sync == SyncMode.ALWAYS) {
      queue.call();
    }
  }

  /** Commits what is queued, in the calling thread unless that may take long; never waits. */
  public void commit() {
    callerCommit.commit();
  }

  /** Whether the log failed, after which nothing is written any more. */
  public boolean failed() {
    return committer.failed();
  }

  /** Compacts: what was acknowledged before this call is then in a snapshot. */
  public CompletableFuture<CompactionReport> compact() {
    return compactions.request(CompactionReason.REQUESTED);
  }

  /**
   * Deletes keys of a namespace so that no file of the shard holds their bytes any more.
   *
   * @return how many were there
   */
  public CompletableFuture<Integer> erase(long namespace, List<CacheKey> keys) {
    return erasure.erase(completion -> new Mutation.Delete(namespace, keys, completion));
  }

  /**
   * Deletes everything of a scope so that no file of the shard holds the bytes any more.
   *
   * @return how many entries there were
   */
  public CompletableFuture<Long> erase(Scope scope) {
    return erasure.erase(completion -> clear(scope, completion));
  }

  /** The deletion of everything of a scope. */
  public static Mutation clear(Scope scope, Completion<Long> completion) {
    return switch (scope) {
      case Scope.All all -> new Mutation.Clear(completion);
      case Scope.Namespace one -> new Mutation.ClearNamespace(one.id(), completion);
    };
  }

  /** Commits what is queued, syncs the log and gives the files up. */
  @Override
  public void close() throws IOException {
    try {
      commitThread.close();
      compactions.stop();
      keeper.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}

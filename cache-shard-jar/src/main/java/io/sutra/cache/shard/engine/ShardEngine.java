package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.Disk;
import io.sutra.cache.shard.wal.LogBuffers;
import io.sutra.cache.shard.wal.LogFailedException;
import io.sutra.cache.shard.wal.LogRecovery;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.RecoveryReport;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shard without its sockets: the map, the log, and the threads between them.
 *
 * <p>Thread-safe. Reads go to {@link #store}; changes are submitted and completed later. Three
 * threads: {@code shard-writer} commits, {@code shard-keeper} forces what is due and allocates
 * space ahead, {@code shard-compactor} compacts. Where a commit waits for no force, the thread that
 * brought changes may commit them itself: two ways from thread to thread less.
 */
public final class ShardEngine implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ShardEngine.class.getName());

  private static final Duration GATHER = Duration.ofNanos(60_000);

  /** Only without a force, which is so long that sleeping before it is nothing. */
  private static final Duration SPIN = Duration.ofNanos(30_000);

  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration KEEPER_PERIOD = Duration.ofMillis(50);

  /** As many bytes are written by the one who brought them; more would hold its reads up. */
  private static final long MOST_BYTES_OF_CALLER = 256 << 10;

  /** How often a caller looks for what others brought meanwhile, before the writer has to. */
  private static final int TURNS_OF_CALLER = 4;

  /**
   * Under {@code everysec}, as much is forced at once: while the file system finds blocks for what
   * is forced, whoever appends to the same file waits, and longer for more.
   */
  private static final long FORCE_BYTES = 1 << 20;

  /** Under {@code everysec}, at the latest: with the period and a force it is below a second. */
  private static final Duration FORCE_AFTER = Duration.ofMillis(600);

  private final VectorStore store;
  private final WriteAheadLog log;
  private final RecoveryReport recovery;
  private final GroupCommit commit;
  private final CommitQueue queue;
  private final SyncMode sync;
  private final ShardClock clock;
  private final Consumer<LogFailedException> onFailure;
  private final CompactionRunner compactions;
  private final Thread writer;
  private final Thread keeper;

  /** Whoever commits has it. */
  private final ReentrantLock turn = new ReentrantLock();

  /** What is being committed; for who has the turn. */
  private final List<Mutation> batch = new ArrayList<>();

  private final AtomicLong slowForces = new AtomicLong();
  private volatile boolean closing;

  /** Nothing is committed any more. Set in a turn. */
  private volatile boolean ended;

  private volatile @Nullable LogFailedException failure;

  private ShardEngine(
      EngineSettings settings,
      ShardClock clock,
      VectorStore store,
      WriteAheadLog log,
      RecoveryReport recovery,
      Consumer<LogFailedException> onFailure) {
    this.store = store;
    this.log = log;
    this.recovery = recovery;
    this.clock = clock;
    this.onFailure = onFailure;
    this.sync = settings.log().sync();
    this.commit = new GroupCommit(store, log, sync, clock, settings.timeToLive());
    boolean always = sync == SyncMode.ALWAYS;
    boolean spare = Runtime.getRuntime().availableProcessors() > 2;
    this.queue =
        new CommitQueue(
            settings.pendingBytes(),
            always ? GATHER : Duration.ZERO,
            always || !spare ? Duration.ZERO : SPIN);
    Compactor compactor = new Compactor(store, log, clock, settings.compactionBytesPerSecond());
    this.compactions = new CompactionRunner(compactor, this::submit);
    this.writer = new Thread(this::write, "shard-writer");
    this.keeper = new Thread(this::keep, "shard-keeper");
  }

  /**
   * Recovers a shard from its folder and starts it.
   *
   * @param onFailure is told, once, that the log or its writer failed: the process has to end
   * @throws IOException when the folder cannot be recovered; the message says what to do
   */
  public static ShardEngine open(
      EngineSettings settings,
      Disk disk,
      RecordChecksum checksum,
      ShardClock clock,
      Consumer<LogFailedException> onFailure)
      throws IOException {
    VectorStore store = new VectorStore(settings.capacity(), clock);
    LogRecovery.Recovered recovered =
        LogRecovery.recover(
            disk,
            settings.log(),
            LogBuffers.allocate(ByteBuffer::allocateDirect),
            checksum,
            clock,
            new StoreReplay(store, clock.getAsLong()),
            onFailure);
    clock.atLeast(recovered.report().newestTime());
    ShardEngine engine =
        new ShardEngine(settings, clock, store, recovered.log(), recovered.report(), onFailure);
    engine.start();
    return engine;
  }

  private void start() {
    writer.start();
    keeper.setDaemon(true);
    keeper.start();
    if (recovery.snapshotDamaged()) {
      compactions.start();
    }
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
  public RecoveryReport recovery() {
    return recovery;
  }

  /** The shard's time. */
  public ShardClock clock() {
    return clock;
  }

  /** Bytes of changes that wait to be written. */
  public long pendingBytes() {
    return queue.bytes();
  }

  /** Compactions that were finished. */
  public long compactions() {
    return compactions.finished();
  }

  /** Hands a change to the writer; its completion is called in any case. */
  public void submit(Mutation mutation) {
    enqueue(mutation);
    queue.call();
  }

  /**
   * Hands a change over, as {@link #submit} does, to be committed when {@link #commit} is called
   * next, if not before: several may be enqueued before that, and are then written at once.
   */
  public void enqueue(Mutation mutation) {
    if (closing || ended || failure != null) {
      mutation.fail(stopping());
    } else if (!queue.offer(mutation)) {
      mutation.fail(
          new CacheException(Reason.BUSY, "too much waits to be written; try again later"));
    } else if (ended) {
      // The last turn may have been over before the mutation came.
      failWaiting();
    } else if (sync == SyncMode.ALWAYS) {
      queue.call();
    }
  }

  /**
   * Commits what waits, in the calling thread, unless that may take long: under {@code always},
   * while the log is forced, when a segment is full, or when much waits. Then the writer is called.
   * Never waits for another thread.
   */
  public void commit() {
    if (sync == SyncMode.ALWAYS) {
      return;
    }
    for (int i = 0; i < TURNS_OF_CALLER && !queue.isEmpty() && isShort(); i++) {
      if (!turn.tryLock()) {
        // Whoever has it looks again when it is over.
        return;
      }
      try {
        if (!takeAndCommit(false)) {
          break;
        }
      } catch (LogFailedException e) {
        failWaiting();
        return;
      } finally {
        turn.unlock();
      }
    }
    if (!queue.isEmpty()) {
      queue.call();
    }
  }

  private boolean isShort() {
    return log.isCalm() && queue.bytes() <= MOST_BYTES_OF_CALLER;
  }

  /** In a turn: whether there was something to commit. */
  private boolean takeAndCommit(boolean rolls) throws LogFailedException {
    if (ended || failure != null) {
      failWaiting();
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
      throw failed(e);
    }
    if (log.wantsAllocation()
        || (sync == SyncMode.EVERYSEC && log.isCalm() && log.unforcedBytes() >= FORCE_BYTES)) {
      LockSupport.unpark(keeper);
    }
    return true;
  }

  private LogFailedException failed(Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "the writer failed", e);
    LogFailedException failed =
        new LogFailedException(new IOException("the writer failed: " + e, e));
    failure = failed;
    onFailure.accept(failed);
    return failed;
  }

  private void failWaiting() {
    CacheException error = stopping();
    queue.drain(mutation -> Telling.run(() -> mutation.fail(error)));
  }

  private CacheException stopping() {
    LogFailedException cause = failure;
    return cause == null
        ? new CacheException(Reason.CLOSING, "the shard is stopping")
        : new CacheException(Reason.LOG_FAILED, "the log failed, the shard stops", cause);
  }

  /** Whether the log failed, after which nothing is written any more. */
  public boolean failed() {
    return failure != null;
  }

  /** Compacts: what was acknowledged before this call is then in a snapshot. */
  public CompletableFuture<Boolean> compact() {
    return compactions.request();
  }

  private void write() {
    Housekeeping housekeeping = new Housekeeping(store, commit, compactions);
    long seen = log.writtenSequence();
    try {
      while (true) {
        boolean quiet = seen == log.writtenSequence();
        seen = log.writtenSequence();
        queue.awaitCall(quiet ? IDLE : Housekeeping.SWEEP_PERIOD);
        turn.lock();
        try {
          boolean committed = takeAndCommit(true);
          if (!committed && closing) {
            ended = true;
            return;
          }
          if (!committed && quiet && seen == log.writtenSequence()) {
            commit.idle();
          }
          housekeeping.run(System.nanoTime());
        } finally {
          turn.unlock();
        }
        if (!queue.isEmpty()) {
          queue.call();
        }
      }
    } catch (LogFailedException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      LogFailedException unwatched = failed(e);
      LOG.log(System.Logger.Level.DEBUG, "the writer ends", unwatched);
    } finally {
      ended = true;
      failWaiting();
    }
  }

  private void keep() {
    try {
      while (!closing) {
        LockSupport.parkNanos(KEEPER_PERIOD.toNanos());
        if (log.wantsAllocation()) {
          log.allocate();
        }
        boolean due =
            log.unforcedNanos() > FORCE_AFTER.toNanos() || log.unforcedBytes() >= FORCE_BYTES;
        if ((due && sync == SyncMode.EVERYSEC) || (sync != SyncMode.ALWAYS && log.hasRetired())) {
          log.sync();
        }
        warnOfSlowForce();
      }
    } catch (LogFailedException e) {
      failure = e;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "keeping the log failed", e);
    }
  }

  private void warnOfSlowForce() {
    long longest = log.metrics().longestForceNanos();
    if (longest > 1_000_000_000L && slowForces.getAndSet(longest) < longest) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a force of the log took {0} ms: the disk is too slow or too busy",
          longest / 1_000_000);
    }
  }

  /** Commits what waits, forces the log and gives the files up. */
  @Override
  public void close() throws IOException {
    closing = true;
    try {
      writer.join();
      compactions.stop();
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}

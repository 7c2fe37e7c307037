package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.NoSpaceException;
import io.sutra.cache.shard.wal.SnapshotWriter;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Writes a snapshot while the shard serves, then deletes the log that it replaces.
 *
 * <p>The snapshot is fuzzy: it is taken while entries change, and may hold some of the changes that
 * are in the log after it as well. That is harmless, because what is replayed after it are outcomes
 * and not differences, and the log is forced up to the last of them before the snapshot counts.
 */
public final class Compactor {

  /** Bytes that are written at once, between pauses in which the log's own writes go on. */
  private static final int BURST = 128 << 10;

  private final VectorStore store;
  private final WriteAheadLog log;
  private final LongSupplier clock;
  private final long pauseNanos;
  private volatile boolean stopping;

  /**
   * A compactor.
   *
   * @param clock milliseconds since 1970
   * @param bytesPerSecond how fast it may write
   */
  public Compactor(VectorStore store, WriteAheadLog log, LongSupplier clock, long bytesPerSecond) {
    this.store = store;
    this.log = log;
    this.clock = clock;
    this.pauseNanos = BURST * 1_000_000_000L / bytesPerSecond;
  }

  /**
   * Compacts.
   *
   * @param from what a {@link Mutation.Roll} has given, after which nothing else was deleted
   * @return bytes of the snapshot
   * @throws IOException when the snapshot could not be written; the log is as it was
   */
  public long compact(Mutation.RollPoint from) throws IOException {
    long bytes;
    try {
      bytes = snapshot(from);
    } catch (NoSpaceException e) {
      // The log's zeros ahead are room for a snapshot, too.
      log.releaseAhead();
      bytes = snapshot(from);
    }
    log.deleteBefore(from.segment());
    return bytes;
  }

  private long snapshot(Mutation.RollPoint from) throws IOException {
    SnapshotWriter snapshot = log.snapshot(from.segment(), from.firstSequence());
    try {
      write(snapshot);
      long highest = log.writtenSequence();
      if (log.durableSequence() < highest) {
        log.sync();
      }
      snapshot.finish(highest, clock.getAsLong());
      return snapshot.bytes();
    } catch (IOException | RuntimeException | Error e) {
      snapshot.abandon();
      throw e;
    }
  }

  private void write(SnapshotWriter snapshot) throws IOException {
    ByteBuffer value = ByteBuffer.allocate(VectorStore.MAX_VALUE_BYTES);
    long nextPause = BURST;
    for (Iterator<VectorStore.Found> all = store.iterator(); all.hasNext(); ) {
      VectorStore.Found found = all.next();
      // What the key holds now: the entry that was found may have been moved, which no log says.
      Entry entry = store.read(found.namespace(), found.key(), value);
      if (entry != null) {
        snapshot.add(
            found.namespace(),
            found.key(),
            value,
            entry.checksum(),
            clock.getAsLong(),
            entry.expiresAt());
      }
      if (snapshot.bytes() >= nextPause) {
        nextPause += BURST;
        LockSupport.parkNanos(pauseNanos);
      }
      if (stopping) {
        throw new InterruptedIOException("the shard is stopping");
      }
    }
  }

  /** Gives a snapshot up that is being written, and every later one. Any thread. */
  void stop() {
    stopping = true;
  }
}

package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import io.sutra.cache.shard.wal.NoSpaceException;
import io.sutra.cache.shard.wal.SnapshotWriter;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    ByteBuffer vector = ByteBuffer.allocate(VectorStore.MAX_VALUE_BYTES);
    long[] nextPause = {BURST};
    store.forEach(
        found -> {
          Entry entry = found.entry();
          if (copy(entry, vector)) {
            snapshot.add(
                found.namespace(),
                found.key(),
                vector,
                entry.checksum(),
                clock.getAsLong(),
                entry.expiresAt());
          }
          if (snapshot.bytes() >= nextPause[0]) {
            nextPause[0] += BURST;
            LockSupport.parkNanos(pauseNanos);
          }
        });
  }

  /** An entry that ended meanwhile is not of the snapshot: what ended it is in the log after it. */
  private boolean copy(Entry entry, ByteBuffer vector) {
    vector.clear().limit(entry.length());
    return store.copy(entry, vector, 0);
  }
}

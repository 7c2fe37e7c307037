package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes a snapshot beside the log. It counts only once {@link #finish} has returned.
 *
 * <p>Belongs to one thread. Failures are not latched: the log is whole without the snapshot.
 */
public final class SnapshotWriter {

  private static final int WRITE_BYTES = 256 << 10;
  private static final long FORCE_BYTES = 4L << 20;

  private final Disk disk;
  private final String name;
  private final DiskFile file;
  private final LogBatch batch;
  private final byte[] seed;
  private final LogMetrics metrics;
  private long position;
  private long forced;

  SnapshotWriter(Disk disk, SegmentHeader header, LogBatch batch, LogMetrics metrics)
      throws IOException {
    this.disk = disk;
    this.name = header.kind().name(header.number());
    this.batch = batch;
    this.seed = header.seed();
    this.metrics = metrics;
    this.file = disk.create(Publication.temporary(name));
    file.write(header.encode(), 0);
    position = SegmentHeader.BYTES;
    batch.reset(seed, 1, 0);
  }

  /** Adds an entry. Reads what remains in the vector without moving it. */
  public void add(CacheKey key, ByteBuffer vector, long writtenAt, long expiresAt)
      throws IOException {
    batch.put(key, vector, writtenAt, expiresAt);
    if (batch.bytes() >= WRITE_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    int bytes = batch.bytes();
    file.write(batch.encoded(), position);
    metrics.wrote(bytes);
    position += bytes;
    batch.reset(seed, batch.nextSequence(), 0);
    if (position - forced >= FORCE_BYTES) {
      // In small steps: one force of everything would hold the log's own forces up.
      file.force();
      forced = position;
    }
  }

  /** Bytes written so far. */
  public long bytes() {
    return position + batch.bytes();
  }

  /**
   * Ends the snapshot and puts it in its place.
   *
   * @param highest the highest sequence number of the log whose effect may be in it; the log has
   *     been forced up to there
   */
  public void finish(long highest, long writtenAt) throws IOException {
    batch.end(highest, writtenAt);
    flush();
    Publication.finish(disk, Publication.temporary(name), name, file);
    file.close();
  }

  /** Gives the snapshot up and deletes what there is of it. */
  public void abandon() {
    try {
      file.close();
      disk.delete(Publication.temporary(name));
    } catch (IOException e) {
      System.getLogger(SnapshotWriter.class.getName())
          .log(System.Logger.Level.WARNING, "an unfinished snapshot is left: {0}", e.getMessage());
    }
  }
}

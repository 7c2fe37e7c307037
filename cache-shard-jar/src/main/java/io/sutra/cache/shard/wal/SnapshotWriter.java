package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes a snapshot beside the log. It counts only once {@link #finish} has returned.
 *
 * <p>Belongs to one thread; there is one at a time. Failures are not latched: the log is whole
 * without the snapshot.
 */
public final class SnapshotWriter {

  private static final long FORCE_BYTES = 4L << 20;

  private final LogContext context;
  private final SegmentFiles files;
  private final SegmentHeader header;
  private final String temporary;
  private final DiskFile file;
  private final LogBatch batch;
  private long position;
  private long forced;

  /**
   * Begins a snapshot.
   *
   * @throws NoSpaceException when there is no room; nothing of it is left
   */
  SnapshotWriter(LogContext context, SegmentFiles files, SegmentHeader header) throws IOException {
    this.context = context;
    this.files = files;
    this.header = header;
    this.temporary = Publication.temporary(header.kind().name(header.number()));
    ByteBuffer buffer = context.buffers().snapshot();
    this.batch = new LogBatch(buffer, context.checksum(), this::write);
    this.file = context.publication().create(temporary);
    context.publication().write(temporary, file, header.encode(buffer.duplicate()), 0);
    position = SegmentHeader.BYTES;
    batch.reset(header, 1, 0);
  }

  /**
   * Adds an entry. Reads what remains in the value without moving it.
   *
   * @param checksum CRC32C of the key's bytes and the value
   * @throws NoSpaceException when there is no room; the snapshot is to be abandoned
   */
  public void add(
      long namespace, CacheKey key, ByteBuffer value, int checksum, long writtenAt, long expiresAt)
      throws IOException {
    batch.put(namespace, key, value, checksum, writtenAt, expiresAt);
    batch.throwIfFailed();
  }

  private void write(LogBatch part) throws IOException {
    ByteBuffer records = part.encoded();
    int bytes = records.remaining();
    try {
      file.write(records, position);
    } catch (IOException e) {
      throw context.errors().ofWrite(e, bytes);
    }
    context.metrics().wrote(bytes);
    position += bytes;
    if (position - forced >= FORCE_BYTES) {
      // In small steps: one fsync of everything would hold the log's own up.
      file.force();
      forced = position;
    }
  }

  /** Bytes of the snapshot so far. */
  public long bytes() {
    return SegmentHeader.BYTES + batch.bytes();
  }

  /**
   * Ends the snapshot and puts it in its place.
   *
   * @param highest the highest sequence number of the log whose effect may be in it; the log has
   *     been forced up to there
   */
  public void finish(long highest, long writtenAt) throws IOException {
    batch.end(highest, writtenAt);
    batch.throwIfFailed();
    write(batch);
    // Known before it has its name: what fails in between must not leave one that nobody deletes.
    files.addSnapshot(header.number(), bytes());
    context.publication().finish(temporary, header.kind().name(header.number()), file);
    file.close();
  }

  /** Gives the snapshot up and deletes what there is of it. */
  public void abandon() {
    context.publication().abandon(temporary, file);
  }
}

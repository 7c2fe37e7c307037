package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Records that are written and fsynced together. Belongs to the one thread that writes.
 *
 * <p>Its buffer is fixed. Records that do not fit any more are preceded by an append of those that
 * are there; an error of that append is thrown by {@link WriteAheadLog#append}, which then takes
 * back what was written of the batch, and until then every further record is dropped. A crash can
 * leave a prefix of a batch: records are atomic, batches are not.
 *
 * <p>Sequence numbers are given while encoding and become real when the records are written.
 */
public final class LogBatch {

  /** Writes what the buffer holds, so that it can be used again. */
  interface Overflow {
    void write(LogBatch part) throws IOException;
  }

  private final RecordChecksum checksum;
  private final ByteBuffer bytes;
  private final ByteBuffer view;
  private final Overflow overflow;
  private RecordFormat format = RecordFormat.CURRENT;
  private byte[] seed = {};
  private long nextSequence;
  private long durable;
  private int lastChecksum;
  private long overflowed;
  private boolean puts;
  private @Nullable IOException failure;

  LogBatch(ByteBuffer buffer, RecordChecksum checksum, Overflow overflow) {
    this.checksum = checksum;
    this.bytes = buffer.duplicate();
    this.view = buffer.duplicate();
    this.overflow = overflow;
  }

  void reset(SegmentHeader header, long next, long durableNow) {
    bytes.clear();
    format = header.format();
    seed = header.seed();
    nextSequence = next;
    durable = durableNow;
    lastChecksum = 0;
    overflowed = 0;
    puts = false;
    failure = null;
  }

  /**
   * Adds a put. Reads what remains in the value without moving it.
   *
   * @param namespace 0 is the default one
   * @param valueChecksum CRC32C of the key's bytes and the value
   * @param writtenAt milliseconds since 1970
   * @param expiresAt milliseconds since 1970
   */
  public void put(
      long namespace,
      CacheKey key,
      ByteBuffer value,
      int valueChecksum,
      long writtenAt,
      long expiresAt) {
    puts = true;
    int length = value.remaining();
    if (!fits(CacheKey.BYTES, length)) {
      return;
    }
    int start = header(RecordFormat.PUT, 0, CacheKey.BYTES, length, writtenAt, expiresAt);
    format.putRest(bytes, namespace, valueChecksum);
    key.write(bytes);
    bytes.put(bytes.position(), value, value.position(), length);
    bytes.position(bytes.position() + length);
    finish(start);
  }

  /** Adds a deletion. */
  public void delete(long namespace, CacheKey key, long writtenAt) {
    if (!fits(CacheKey.BYTES, 0)) {
      return;
    }
    int start = header(RecordFormat.DELETE, 0, CacheKey.BYTES, 0, writtenAt, 0);
    format.putRest(bytes, namespace, 0);
    key.write(bytes);
    finish(start);
  }

  /** Adds the deletion of everything, in all namespaces. */
  public void clear(long writtenAt) {
    bare(RecordFormat.CLEAR, 0, 0, 0, writtenAt);
  }

  /** Adds the deletion of everything in one namespace. */
  public void clear(long namespace, long writtenAt) {
    bare(RecordFormat.CLEAR, RecordFormat.OF_ONE_NAMESPACE, namespace, 0, writtenAt);
  }

  /** Adds a mark with that many filler bytes. */
  void mark(int filler, long writtenAt) {
    bare(RecordFormat.MARK, 0, 0, filler, writtenAt);
  }

  /** Adds a seal, whose number is not used up. */
  void seal(long writtenAt) {
    bare(RecordFormat.SEAL, 0, 0, 0, writtenAt);
    nextSequence--;
  }

  /** Adds the end of a snapshot. */
  void end(long highest, long writtenAt) {
    if (fits(0, 0)) {
      durable = highest;
      bare(RecordFormat.END, 0, 0, 0, writtenAt);
    }
  }

  private void bare(int type, int flags, long namespace, int filler, long writtenAt) {
    if (!fits(0, filler)) {
      return;
    }
    int start = header(type, flags, 0, filler, writtenAt, 0);
    format.putRest(bytes, namespace, 0);
    for (int i = 0; i < filler; i++) {
      bytes.put((byte) 0xFF);
    }
    finish(start);
  }

  /** Makes room for a record. False after an error: the batch will not be written. */
  private boolean fits(int keyLength, int valueLength) {
    int length = format.bytes(keyLength, valueLength);
    if (failure == null && bytes.remaining() < length) {
      try {
        overflow.write(this);
        overflowed += bytes.position();
        bytes.clear();
      } catch (IOException e) {
        failure = e;
      }
    }
    return failure == null;
  }

  private int header(
      int type, int flags, int keyLength, int valueLength, long writtenAt, long expiresAt) {
    int start = bytes.position();
    bytes.putInt(format.bytes(keyLength, valueLength)).putInt(0);
    bytes.putLong(nextSequence).putLong(durable);
    bytes.put((byte) type).put((byte) flags).putShort((short) keyLength).putInt(valueLength);
    bytes.putLong(writtenAt).putLong(expiresAt);
    return start;
  }

  private void finish(int start) {
    int length = bytes.getInt(start);
    while (bytes.position() < start + length) {
      bytes.put((byte) 0);
    }
    lastChecksum = checksum.of(seed, view, start, length);
    bytes.putInt(start + RecordFormat.CHECKSUM, lastChecksum);
    nextSequence++;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return overflowed == 0 && bytes.position() == 0 && failure == null;
  }

  /** Bytes added so far. */
  public long bytes() {
    return overflowed + bytes.position();
  }

  /** What the records so far need room for. */
  WriteKind kind() {
    return puts ? WriteKind.PUTS : WriteKind.DELETIONS;
  }

  /** Whether a part of the batch was written already. */
  boolean isPartlyWritten() {
    return overflowed > 0;
  }

  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  long nextSequence() {
    return nextSequence;
  }

  int lastChecksum() {
    return lastChecksum;
  }

  /** What is in the buffer. */
  ByteBuffer encoded() {
    return bytes.duplicate().flip();
  }
}

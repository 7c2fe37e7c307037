package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;

/**
 * Records that are written and forced together. Belongs to the one thread that writes.
 *
 * <p>Sequence numbers are given while encoding and become real when {@link WriteAheadLog#append}
 * has written the batch.
 */
public final class LogBatch {

  private final RecordChecksum checksum;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(64 << 10);
  private ByteBuffer view = bytes.duplicate();
  private byte[] seed = {};
  private long nextSequence;
  private long durable;
  private int lastChecksum;

  LogBatch(RecordChecksum checksum) {
    this.checksum = checksum;
  }

  void reset(byte[] segmentSeed, long next, long durableNow) {
    bytes.clear();
    seed = segmentSeed;
    nextSequence = next;
    durable = durableNow;
    lastChecksum = 0;
  }

  /** Adds a put. Reads what remains in the vector without moving it. */
  public void put(CacheKey key, ByteBuffer vector, long writtenAt, long expiresAt) {
    int start = header(RecordFormat.PUT, CacheKey.BYTES, vector.remaining(), writtenAt, expiresAt);
    key.write(bytes);
    bytes.put(vector.duplicate());
    finish(start);
  }

  /** Adds a deletion. */
  public void delete(CacheKey key, long writtenAt) {
    int start = header(RecordFormat.DELETE, CacheKey.BYTES, 0, writtenAt, 0);
    key.write(bytes);
    finish(start);
  }

  /** Adds the deletion of everything. */
  public void clear(long writtenAt) {
    finish(header(RecordFormat.CLEAR, 0, 0, writtenAt, 0));
  }

  /** Adds a mark with that many filler bytes. */
  void mark(int filler, long writtenAt) {
    int start = header(RecordFormat.MARK, 0, filler, writtenAt, 0);
    for (int i = 0; i < filler; i++) {
      bytes.put((byte) 0xFF);
    }
    finish(start);
  }

  /** Adds a seal, whose number is not used up. */
  void seal(long writtenAt) {
    finish(header(RecordFormat.SEAL, 0, 0, writtenAt, 0));
    nextSequence--;
  }

  /** Adds the end of a snapshot. */
  void end(long highest, long writtenAt) {
    durable = highest;
    finish(header(RecordFormat.END, 0, 0, writtenAt, 0));
  }

  private int header(int type, int keyLength, int valueLength, long writtenAt, long expiresAt) {
    int length = RecordFormat.bytes(keyLength, valueLength);
    reserve(length);
    int start = bytes.position();
    bytes.putInt(length).putInt(0).putLong(nextSequence).putLong(durable);
    bytes.put((byte) type).put((byte) 0).putShort((short) keyLength).putInt(valueLength);
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

  private void reserve(int more) {
    if (bytes.remaining() < more) {
      ByteBuffer larger = ByteBuffer.allocateDirect(2 * (bytes.capacity() + more));
      bytes = larger.put(bytes.flip());
      view = bytes.duplicate();
    }
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return bytes.position() == 0;
  }

  /** Bytes added so far. */
  public int bytes() {
    return bytes.position();
  }

  long nextSequence() {
    return nextSequence;
  }

  int lastChecksum() {
    return lastChecksum;
  }

  ByteBuffer encoded() {
    return bytes.duplicate().flip();
  }
}

package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A few megabytes of records: first their bounds are found by one thread, then they are verified by
 * another, then they are replayed in order by the first.
 */
final class RecordBlock {

  private final RecordFormat format;
  private final ByteBuffer data;
  private final long offset;
  private final int[] starts;
  private final int count;
  private final ReplayTarget.@Nullable Staged[] staged;
  private int good;

  RecordBlock(RecordFormat format, ByteBuffer data, long offset, int[] starts, int count) {
    this.format = format;
    this.data = data;
    this.offset = offset;
    this.starts = starts;
    this.count = count;
    this.staged = new ReplayTarget.Staged[count];
  }

  /** Verifies every record up to the first that is damaged, and makes its puts ready. */
  RecordBlock verify(byte[] seed, RecordChecksum checksum, ReplayTarget target) {
    ByteBuffer view = data.duplicate();
    for (good = 0; good < count; good++) {
      int start = starts[good];
      if (!valid(format, view, start, seed, checksum)) {
        break;
      }
      if (view.get(start + RecordFormat.TYPE) == RecordFormat.PUT) {
        long expiresAt = view.getLong(start + RecordFormat.EXPIRES_AT);
        int valueChecksum = format.valueChecksum(view, start);
        staged[good] =
            target.stage(
                format.namespace(view, start),
                key(view, start),
                value(view, start),
                valueChecksum,
                expiresAt);
      }
    }
    return this;
  }

  /** Whether a record of plausible length is whole. Moves the view. */
  static boolean valid(
      RecordFormat format, ByteBuffer view, int start, byte[] seed, RecordChecksum checksum) {
    view.clear();
    int length = view.getInt(start);
    int type = view.get(start + RecordFormat.TYPE);
    int keyLength = view.getShort(start + RecordFormat.KEY_LENGTH) & 0xFFFF;
    int valueLength = view.getInt(start + RecordFormat.VALUE_LENGTH);
    boolean keyed = type == RecordFormat.PUT || type == RecordFormat.DELETE;
    if (type < RecordFormat.PUT
        || type > RecordFormat.END
        || !format.allows(type, view.get(start + RecordFormat.FLAGS))
        || keyLength != (keyed ? CacheKey.BYTES : 0)
        || valueLength < (type == RecordFormat.PUT ? 1 : 0)
        || valueLength > RecordFormat.MAX_VALUE
        || format.bytes(keyLength, valueLength) != length) {
      return false;
    }
    int stored = view.getInt(start + RecordFormat.CHECKSUM);
    boolean matches = checksum.of(seed, view, start, length) == stored;
    view.clear();
    return matches;
  }

  /** A record's key. Moves the view. */
  CacheKey key(ByteBuffer view, int start) {
    return CacheKey.read(view.clear().position(start + format.headerBytes()));
  }

  private ByteBuffer value(ByteBuffer view, int start) {
    int from = start + format.headerBytes() + CacheKey.BYTES;
    int length = view.getInt(start + RecordFormat.VALUE_LENGTH);
    return view.clear().position(from).limit(from + length);
  }

  RecordFormat format() {
    return format;
  }

  ByteBuffer data() {
    return data;
  }

  int count() {
    return count;
  }

  /** How many records from the first on are whole. */
  int good() {
    return good;
  }

  int start(int record) {
    return starts[record];
  }

  void apply(int record) {
    ReplayTarget.Staged put = staged[record];
    if (put == null) {
      throw new IllegalStateException("the record is not a put, or was applied before");
    }
    staged[record] = null;
    put.apply();
  }

  /** Gives up what was made ready and not applied. */
  void discardRest() {
    for (ReplayTarget.Staged put : staged) {
      if (put != null) {
        put.discard();
      }
    }
  }

  /** Where in the file a record begins. */
  long fileOffset(int record) {
    return offset + starts[record];
  }
}

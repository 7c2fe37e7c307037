package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;

/** Where the fields of a record lie; see the package text. */
final class RecordFormat {

  static final int LENGTH = 0;
  static final int CHECKSUM = 4;
  static final int SEQUENCE = 8;
  static final int DURABLE = 16;
  static final int TYPE = 24;
  static final int FLAGS = 25;
  static final int KEY_LENGTH = 26;
  static final int VALUE_LENGTH = 28;
  static final int WRITTEN_AT = 32;
  static final int EXPIRES_AT = 40;
  static final int HEADER_BYTES = 48;

  static final int PUT = 1;
  static final int DELETE = 2;
  static final int CLEAR = 3;
  static final int MARK = 4;
  static final int SEAL = 5;
  static final int END = 6;

  /** Bytes of the longest value: the protocol's longest vector. */
  static final int MAX_VALUE = 64 << 10;

  /** Bytes of the longest record. */
  static final int MAX_BYTES = bytes(CacheKey.BYTES, MAX_VALUE);

  static final int SECTOR = 512;

  private RecordFormat() {}

  /** Bytes of a record with such a key and value. */
  static int bytes(int keyLength, int valueLength) {
    return (HEADER_BYTES + keyLength + valueLength + 7) & -8;
  }

  /** Whether a length can be that of a record, given what is left. */
  static boolean plausible(int length, long left) {
    return length >= HEADER_BYTES && length <= MAX_BYTES && (length & 7) == 0 && length <= left;
  }
}

package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a record lie in each version of the format; see the package text. What is a
 * constant has its place in every version.
 */
enum RecordFormat {
  /** Without a namespace and without the value's checksum. */
  V1(1, 48),
  /** What is written now. */
  V2(2, 64);

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

  private static final int NAMESPACE = 48;
  private static final int VALUE_CHECKSUM = 56;

  static final int PUT = 1;
  static final int DELETE = 2;
  static final int CLEAR = 3;
  static final int MARK = 4;
  static final int SEAL = 5;
  static final int END = 6;

  /** The flag of a clear that is of one namespace. */
  static final int OF_ONE_NAMESPACE = 1;

  /** Bytes of the longest value. */
  static final int MAX_VALUE = 64 << 10;

  static final int SECTOR = 512;

  /** The version that is written. */
  static final RecordFormat CURRENT = V2;

  private final int version;
  private final int headerBytes;

  RecordFormat(int version, int headerBytes) {
    this.version = version;
    this.headerBytes = headerBytes;
  }

  int version() {
    return version;
  }

  /** Bytes of a record before its key. */
  int headerBytes() {
    return headerBytes;
  }

  /** The format of that version; null when this program does not know it. */
  static @Nullable RecordFormat of(int version) {
    for (RecordFormat format : values()) {
      if (format.version == version) {
        return format;
      }
    }
    return null;
  }

  /** Bytes of a record with such a key and value. */
  int bytes(int keyLength, int valueLength) {
    return (headerBytes + keyLength + valueLength + 7) & -8;
  }

  /** Bytes of the longest record. */
  int maxBytes() {
    return bytes(CacheKey.BYTES, MAX_VALUE);
  }

  /** Whether a length can be that of a record, given what is left. */
  boolean plausible(int length, long left) {
    return length >= headerBytes && length <= maxBytes() && (length & 7) == 0 && length <= left;
  }

  /** The record's namespace. */
  long namespace(ByteBuffer data, int start) {
    return this == V1 ? 0 : data.getLong(start + NAMESPACE);
  }

  /** The CRC32C of a put's key and value, which version 1 does not keep. Moves the view. */
  int valueChecksum(ByteBuffer view, int start) {
    if (this != V1) {
      return view.getInt(start + VALUE_CHECKSUM);
    }
    int length = view.getInt(start + VALUE_LENGTH);
    int from = start + headerBytes;
    CRC32C crc = new CRC32C();
    crc.update(view.clear().position(from).limit(from + CacheKey.BYTES + length));
    view.clear();
    return (int) crc.getValue();
  }

  /** Writes what follows the fields that every version has. */
  void putRest(ByteBuffer target, long namespace, int valueChecksum) {
    if (this != V1) {
      target.putLong(namespace).putInt(valueChecksum).putInt(0);
    } else if (namespace != 0) {
      throw new IllegalArgumentException("a segment of version 1 has no namespaces");
    }
  }

  /** Whether a record of that type may have these flags. */
  boolean allows(int type, int flags) {
    return flags == 0 || (this != V1 && type == CLEAR && flags == OF_ONE_NAMESPACE);
  }
}

package io.sutra.cache.shard.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a record. An interface so that a test can prove that the suite notices when it is
 * skipped.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface RecordChecksum {

  /**
   * Sums a record.
   *
   * @param seed the file's seed, see {@link SegmentHeader#seed}
   * @param buffer where the record is; its position and limit may be changed
   * @param start where in the buffer the record begins
   * @param length the record's bytes
   */
  int of(byte[] seed, ByteBuffer buffer, int start, int length);

  /** CRC32C over seed, length field, and everything after the checksum field. */
  RecordChecksum CRC32C =
      (seed, buffer, start, length) -> {
        CRC32C crc = new CRC32C();
        crc.update(seed);
        crc.update(buffer.limit(start + RecordFormat.CHECKSUM).position(start));
        crc.update(buffer.limit(start + length).position(start + RecordFormat.SEQUENCE));
        return (int) crc.getValue();
      };
}

package io.sutra.cache.shard.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first 512 bytes of a segment or a snapshot; see the package text.
 *
 * @param kind segment or snapshot
 * @param format the version that its records have
 * @param shard the shard's identity
 * @param number the segment's number
 * @param firstSequence the first record's sequence number
 * @param previousLast the last sequence number before
 * @param previousChecksum the checksum of the record that has it
 * @param createdAt milliseconds since 1970
 * @param durable the highest sequence number known to be on disk
 */
record SegmentHeader(
    Kind kind,
    RecordFormat format,
    UUID shard,
    long number,
    long firstSequence,
    long previousLast,
    int previousChecksum,
    long createdAt,
    long durable) {

  static final int BYTES = 512;

  private static final int CRC_AT = BYTES - 4;

  /** What a file holds. */
  enum Kind {
    /** A part of the log. */
    SEGMENT("SUTRALOG", ".wal"),
    /** The entries at one moment. */
    SNAPSHOT("SUTRASNP", ".snap");

    private final String magic;
    private final String suffix;

    Kind(String magic, String suffix) {
      this.magic = magic;
      this.suffix = suffix;
    }

    byte[] magic() {
      return magic.getBytes(StandardCharsets.US_ASCII);
    }

    /** The name of the file of that number. */
    String name(long number) {
      return String.format("%016x", number) + suffix;
    }

    /** Whether a file's name is one of this kind. */
    boolean names(String file) {
      return file.length() == 16 + suffix.length()
          && file.endsWith(suffix)
          && file.chars().limit(16).allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }

    /** The number in a name of this kind. */
    static long number(String file) {
      return Long.parseUnsignedLong(file, 0, 16, 16);
    }
  }

  /**
   * Writes the header as it lies on disk.
   *
   * @param bytes holds it afterwards, from its beginning to its limit
   */
  ByteBuffer encode(ByteBuffer bytes) {
    bytes.clear().limit(BYTES);
    bytes.put(kind.magic()).putInt(format.version()).putInt(BYTES);
    bytes.putLong(shard.getMostSignificantBits()).putLong(shard.getLeastSignificantBits());
    bytes.putLong(number).putLong(firstSequence).putLong(previousLast).putInt(previousChecksum);
    bytes.putInt(0).putLong(createdAt).putLong(durable);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.position(0).limit(CRC_AT));
    return bytes.clear().limit(BYTES).putInt(CRC_AT, (int) crc.getValue());
  }

  /**
   * Reads a header.
   *
   * @param file the file's name, for messages
   * @throws DamageException when its checksum, magic or name does not match
   * @throws LogRefusedException when it is whole and of a version that this program does not know,
   *     or is not the file that its name says
   */
  static SegmentHeader decode(Kind kind, String file, ByteBuffer bytes)
      throws DamageException, LogRefusedException {
    if (bytes.remaining() < BYTES) {
      throw new DamageException(file + " ends inside its header");
    }
    byte[] raw = new byte[BYTES];
    bytes.get(raw);
    ByteBuffer fields = ByteBuffer.wrap(raw);
    if (fields.getInt(CRC_AT) != crc(raw)) {
      throw new DamageException("the header of " + file + " is damaged: its checksum is wrong");
    }
    byte[] magic = new byte[8];
    fields.get(magic);
    int version = fields.getInt();
    RecordFormat format = RecordFormat.of(version);
    if (format == null) {
      throw new LogRefusedException(
          file
              + " has format version "
              + version
              + "; this program reads versions 1 and 2. Start the version that wrote it, or move the"
              + " file away");
    }
    if (!Arrays.equals(magic, kind.magic())) {
      throw new LogRefusedException(file + " is not what its name says: it was renamed");
    }
    fields.getInt();
    SegmentHeader header =
        new SegmentHeader(
            kind,
            format,
            new UUID(fields.getLong(), fields.getLong()),
            fields.getLong(),
            fields.getLong(),
            fields.getLong(),
            fields.getInt(),
            fields.position(64).getLong(),
            fields.getLong());
    if (header.number != Kind.number(file)) {
      throw new LogRefusedException(
          file
              + " holds number "
              + header.number
              + ", not the one in its name: it was copied or swapped. Put the right file back");
    }
    return header;
  }

  private static int crc(byte[] raw) {
    CRC32C crc = new CRC32C();
    crc.update(raw, 0, CRC_AT);
    return (int) crc.getValue();
  }

  /** What every record's checksum of this file begins with: magic, UUID, number. */
  byte[] seed() {
    ByteBuffer seed = ByteBuffer.allocate(32);
    seed.put(kind.magic());
    seed.putLong(shard.getMostSignificantBits()).putLong(shard.getLeastSignificantBits());
    return seed.putLong(number).array();
  }
}

package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The file that says which shard a folder belongs to, and that it once had a log. */
final class ShardIdentity {

  static final String NAME = "shard.id";

  private static final byte[] MAGIC = "SUTRASID".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 40;

  private ShardIdentity() {}

  static void write(Disk disk, UUID shard) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(MAGIC).putInt(SegmentHeader.VERSION).putInt(0);
    bytes.putLong(shard.getMostSignificantBits()).putLong(shard.getLeastSignificantBits());
    bytes.putInt(0).putInt(crc(bytes.array()));
    Publication.publish(disk, NAME, bytes.flip()).close();
  }

  static UUID read(Disk disk) throws IOException, DamageException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    try (DiskFile file = disk.open(NAME)) {
      file.read(bytes, 0);
    }
    boolean whole =
        bytes.position() == BYTES
            && Arrays.equals(Arrays.copyOf(bytes.array(), MAGIC.length), MAGIC)
            && bytes.getInt(BYTES - 4) == crc(bytes.array());
    if (!whole) {
      throw new DamageException(NAME + " is damaged");
    }
    return new UUID(bytes.getLong(16), bytes.getLong(24));
  }

  private static int crc(byte[] raw) {
    CRC32C crc = new CRC32C();
    crc.update(raw, 0, BYTES - 4);
    return (int) crc.getValue();
  }
}

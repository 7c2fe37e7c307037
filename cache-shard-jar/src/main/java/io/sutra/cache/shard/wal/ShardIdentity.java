package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The file that says which shard a folder belongs to, and that it once had a log. */
final class ShardIdentity {

  static final String NAME = "shard.id";

  private static final byte[] MAGIC = "SUTRASID".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int BYTES = 40;

  private ShardIdentity() {}

  static void write(Publication publication, ByteBuffer buffer, UUID shard) throws IOException {
    ByteBuffer bytes = buffer.clear().limit(BYTES);
    bytes.put(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(shard.getMostSignificantBits()).putLong(shard.getLeastSignificantBits());
    bytes.putInt(0).putInt(crc(bytes));
    publication.publish(NAME, bytes.flip()).close();
  }

  static UUID read(Disk disk, ByteBuffer buffer) throws IOException, DamageException {
    ByteBuffer bytes = buffer.clear().limit(BYTES);
    try (DiskFile file = disk.open(NAME)) {
      file.read(bytes, 0);
    }
    boolean whole =
        bytes.position() == BYTES
            && bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
            && bytes.getInt(BYTES - 4) == crc(bytes);
    if (!whole) {
      throw new DamageException(NAME + " is damaged");
    }
    return new UUID(bytes.getLong(16), bytes.getLong(24));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, BYTES - 4));
    return (int) crc.getValue();
  }
}

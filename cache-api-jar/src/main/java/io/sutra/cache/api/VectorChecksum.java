package io.sutra.cache.api;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum that travels with a vector: CRC32C of its key's 32 bytes and the vector. */
public final class VectorChecksum {

  private VectorChecksum() {}

  /** The checksum of what remains in the buffer, which stays where it is. */
  public static int of(CacheKey key, ByteBuffer vector) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes());
    int position = vector.position();
    crc.update(vector);
    vector.position(position);
    return (int) crc.getValue();
  }

  /** The checksum of a whole array. */
  public static int of(CacheKey key, byte[] vector) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes());
    crc.update(vector);
    return (int) crc.getValue();
  }
}

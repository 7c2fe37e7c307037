package io.sutra.cache.shard.wal;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A replay into a map from namespace and key to a value, each checked against its checksum. */
final class RecordedReplay implements ReplayTarget {

  private final TreeMap<String, String> values = new TreeMap<>();

  Map<String, String> values() {
    return values;
  }

  static String name(long namespace, CacheKey key) {
    return namespace + "/" + key;
  }

  static int checksum(CacheKey key, ByteBuffer value) {
    CRC32C crc = new CRC32C();
    crc.update(key.bytes());
    crc.update(value.duplicate());
    return (int) crc.getValue();
  }

  @Override
  public Staged stage(long namespace, CacheKey key, ByteBuffer value, int sum, long expiresAt) {
    if (sum != checksum(key, value)) {
      throw new IllegalStateException("wrong checksum");
    }
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    String text = HexFormat.of().formatHex(bytes) + " until " + expiresAt;
    return new Staged() {
      @Override
      public void apply() {
        values.put(name(namespace, key), text);
      }

      @Override
      public void discard() {}
    };
  }

  @Override
  public void delete(long namespace, CacheKey key) {
    values.remove(name(namespace, key));
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public void clear(long namespace) {
    values.keySet().removeIf(name -> name.startsWith(namespace + "/"));
  }
}

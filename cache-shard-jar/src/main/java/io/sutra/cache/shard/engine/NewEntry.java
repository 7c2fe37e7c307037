package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.store.NewValue;
import java.nio.ByteBuffer;

/**
 * What somebody wants a key to hold.
 *
 * @param key its key
 * @param value what remains in it; valid and unchanged until the change is completed
 * @param checksum CRC32C of key and value, checked before
 * @param expiresAt from when it is not served, milliseconds since 1970 by the shard's clock
 */
public record NewEntry(CacheKey key, ByteBuffer value, int checksum, long expiresAt) {

  NewValue stored() {
    return new NewValue(value, checksum, expiresAt);
  }
}

package io.sutra.cache.shard.store;

import java.nio.ByteBuffer;

/**
 * What is put for a key.
 *
 * @param bytes what remains in it is the value; not moved
 * @param checksum CRC32C of key and value
 * @param expiresAt from when it is not served, milliseconds since 1970
 */
public record NewValue(ByteBuffer bytes, int checksum, long expiresAt) {}

package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.VectorChecksum;
import java.nio.ByteBuffer;

/**
 * A vector inside a frame.
 *
 * @param key its key
 * @param time a time to live in milliseconds in PUT (0 is the shard's default), an expiry in
 *     milliseconds since 1970 in IMPORT and EXPORT
 * @param checksum CRC32C of key and vector, as its sender says; not yet checked
 * @param vector the bytes between position and limit: a view of the frame, valid as long as the
 *     frame is
 */
public record WireVector(CacheKey key, long time, int checksum, ByteBuffer vector) {

  /** Bytes before the vector's own. */
  static final int HEADER_BYTES = CacheKey.BYTES + 8 + 4 + 4;

  /** A vector with the checksum that belongs to it. */
  public static WireVector of(CacheKey key, long time, byte[] bytes) {
    return new WireVector(key, time, VectorChecksum.of(key, bytes), ByteBuffer.wrap(bytes));
  }

  /** Whether key and bytes are what the sender summed. Does not move the buffer. */
  public boolean intact() {
    return VectorChecksum.of(key, vector) == checksum;
  }

  /** Bytes in a frame, its header included. */
  public int bytes() {
    return HEADER_BYTES + vector.remaining();
  }

  void write(ByteBuffer target) {
    key.write(target);
    target.putLong(time).putInt(checksum).putInt(vector.remaining()).put(vector.duplicate());
  }

  static WireVector read(ByteBuffer source, WireLimits limits) throws ProtocolException {
    if (source.remaining() < HEADER_BYTES) {
      throw new ProtocolException("the frame ends inside a vector's header");
    }
    CacheKey key = CacheKey.read(source);
    long time = source.getLong();
    if (time < 0) {
      throw new ProtocolException("a time of " + time + " ms: it is not negative");
    }
    int checksum = source.getInt();
    int length = source.getInt();
    if (length < 1 || length > limits.maxVector()) {
      throw new ProtocolException(
          "a vector of " + length + " bytes: 1 to " + limits.maxVector() + " are allowed");
    }
    if (length > source.remaining()) {
      throw new ProtocolException("the frame ends inside a vector");
    }
    ByteBuffer vector = source.slice(source.position(), length);
    source.position(source.position() + length);
    return new WireVector(key, time, checksum, vector);
  }
}

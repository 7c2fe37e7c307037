package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.PutOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer, as the package text says. Buffers inside are views of the frame. */
public sealed interface Reply {

  /**
   * A hello was accepted.
   *
   * @param limits what the shard accepts on this connection
   * @param shard the shard's name and version
   */
  record Hello(WireLimits limits, String shard) implements Reply {}

  /**
   * What keys hold.
   *
   * @param hits one per key, in order; null is a miss
   */
  record Get(List<@Nullable Hit> hits) implements Reply {}

  /**
   * A vector that was found.
   *
   * @param expiresAt milliseconds since 1970
   * @param checksum of key and vector; not yet checked
   * @param vector the bytes between position and limit
   */
  record Hit(long expiresAt, int checksum, ByteBuffer vector) {}

  /**
   * What became of vectors put or imported.
   *
   * @param outcomes one per vector, in order
   */
  record Put(List<PutOutcome> outcomes) implements Reply {}

  /**
   * Keys were deleted.
   *
   * @param deleted how many were there
   */
  record Delete(int deleted) implements Reply {}

  /**
   * Entries were erased: no file of the shard holds them any more.
   *
   * @param erased how many were there
   */
  record Erase(int erased) implements Reply {}

  /** Done, with nothing to say: CLEAR and COMPACT. */
  record Done() implements Reply {}

  /**
   * The shard's numbers.
   *
   * @param values by name
   */
  record Stats(Map<String, Long> values) implements Reply {}

  /**
   * A sign of life.
   *
   * @param payload the request's
   */
  record Ping(ByteBuffer payload) implements Reply {}

  /**
   * Some entries of an export.
   *
   * @param namespace of all of them
   * @param vectors each with its expiry
   */
  record Export(long namespace, List<WireVector> vectors) implements Reply {

    /** Entries of namespace 0. */
    public Export(List<WireVector> vectors) {
      this(0, vectors);
    }
  }

  /**
   * The request failed.
   *
   * @param reason what to do about it
   * @param message for a person
   */
  record Failed(CacheException.Reason reason, String message) implements Reply {}
}

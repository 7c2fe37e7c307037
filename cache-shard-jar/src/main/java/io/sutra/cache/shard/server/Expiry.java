package io.sutra.cache.shard.server;

import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.engine.NewEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * When entries that a client sends expire.
 *
 * @param clock the shard's time, milliseconds since 1970
 * @param timeToLive of a vector whose client names none; an import lives for no longer
 */
record Expiry(LongSupplier clock, Duration timeToLive) {

  /** The vectors of a PUT, whose times are times to live. */
  List<NewEntry> put(List<WireVector> vectors) {
    long now = clock.getAsLong();
    return vectors.stream()
        .map(
            vector ->
                entry(
                    vector, after(now, vector.time() == 0 ? timeToLive.toMillis() : vector.time())))
        .toList();
  }

  /** The vectors of an IMPORT, whose times are expiries by the clock of the shard they are from. */
  List<NewEntry> imported(List<WireVector> vectors) {
    long latest = after(clock.getAsLong(), timeToLive.toMillis());
    return vectors.stream().map(vector -> entry(vector, Math.min(vector.time(), latest))).toList();
  }

  private static long after(long now, long millis) {
    return millis > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + millis;
  }

  private static NewEntry entry(WireVector vector, long expiresAt) {
    return new NewEntry(vector.key(), vector.vector(), vector.checksum(), expiresAt);
  }
}

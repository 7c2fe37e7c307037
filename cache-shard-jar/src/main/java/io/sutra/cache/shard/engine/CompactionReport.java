package io.sutra.cache.shard.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * A compaction that was finished.
 *
 * @param reason why it ran
 * @param at when it began
 * @param took from the new segment to the deletion of the old ones
 * @param bytes of the snapshot
 */
public record CompactionReport(CompactionReason reason, Instant at, Duration took, long bytes) {

  /** None ran since the start. */
  static final CompactionReport NONE =
      new CompactionReport(CompactionReason.NONE, Instant.EPOCH, Duration.ZERO, 0);
}

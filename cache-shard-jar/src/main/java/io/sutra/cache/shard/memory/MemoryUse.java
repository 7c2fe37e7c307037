package io.sutra.cache.shard.memory;

/** What a part of the reserved memory is for; the metrics name it in lower case. */
public enum MemoryUse {
  /** Entries with their vectors. */
  VECTORS,
  /** Records on their way to the log. */
  LOG,
  /** Records on their way to a snapshot. */
  SNAPSHOT,
  /** Blocks of the log that recovery reads. */
  RECOVERY,
  /** Frames that come from clients and go to them. */
  NETWORK
}

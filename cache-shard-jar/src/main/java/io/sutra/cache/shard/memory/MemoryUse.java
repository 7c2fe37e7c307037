package io.sutra.cache.shard.memory;

/** What a part of the reserved memory is for; the metrics name it in lower case. */
public enum MemoryUse {
  /** Entries with their vectors. */
  VECTORS,
  /** Records on their way to the log and to snapshots, and blocks that recovery reads. */
  LOG,
  /** Frames that come from clients and go to them. */
  NETWORK
}

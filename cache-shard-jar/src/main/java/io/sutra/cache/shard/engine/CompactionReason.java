package io.sutra.cache.shard.engine;

/** Why a compaction ran; the metrics name it in lower case. */
public enum CompactionReason {
  /** None ran yet. */
  NONE,
  /** The log holds more that was overwritten, deleted or evicted than entries. */
  DEAD_BYTES,
  /** The disk has less free than the log would give back. */
  DISK_FILLING,
  /** A client or an operator asked for it. */
  REQUESTED,
  /** The bytes of deleted entries have to leave the disk. */
  ERASE,
  /** The snapshot that recovery read was damaged. */
  DAMAGED_SNAPSHOT
}

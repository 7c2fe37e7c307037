package io.sutra.cache.shard.engine;

/** Why a compaction ran; the metrics name it in lower case. */
public enum CompactionReason {
  /** None ran yet. */
  NONE(0),
  /** The log holds more that was overwritten, deleted or evicted than entries. */
  DEAD_BYTES(1),
  /** The disk has less free than the log would give back. */
  DISK_FILLING(2),
  /** A client or an operator asked for it. */
  REQUESTED(3),
  /** The bytes of deleted entries have to leave the disk. */
  ERASE(4),
  /** The snapshot that recovery read was damaged. */
  DAMAGED_SNAPSHOT(5);

  private final int code;

  CompactionReason(int code) {
    this.code = code;
  }

  /** Its number in the metrics. */
  public int code() {
    return code;
  }
}

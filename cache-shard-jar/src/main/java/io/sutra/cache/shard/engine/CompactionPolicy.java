package io.sutra.cache.shard.engine;

import java.util.Optional;

/** When a log is worth a snapshot. */
final class CompactionPolicy {

  private static final long WORTH_BYTES = 64L << 20;
  private static final long WORTH_ON_A_FILLING_DISK = 256L << 10;

  /** What a record takes beyond what its entry takes in memory, at most. */
  private static final long RECORD_OVERHEAD = 40;

  private static final long HEADER_BYTES = 1 << 10;

  /** What puts may take between two looks at the room. */
  private static final long MARGIN_BYTES = 512L << 10;

  private CompactionPolicy() {}

  /**
   * What is known of a log.
   *
   * @param bytes of its files, snapshots included
   * @param liveBytes what entries take in memory
   * @param entries how many there are
   * @param freeBytes of the disk, with what the log holds ahead and can give back
   */
  record Sizes(long bytes, long liveBytes, long entries, long freeBytes) {

    /** Bytes that a compaction would give back. */
    long dead() {
      return Math.max(0, bytes - liveBytes);
    }

    /** Bytes of a snapshot, at most. */
    long snapshotBytes() {
      return liveBytes + RECORD_OVERHEAD * entries + HEADER_BYTES;
    }

    /** Whether a snapshot has room beside the log. */
    boolean fits() {
      return snapshotBytes() <= freeBytes;
    }
  }

  /**
   * Whether a compaction is due.
   *
   * <p>On a disk with room, when more is dead than alive: the log stays below about twice its live
   * size, and each byte is rewritten about once. On a disk with less free than is dead, while a
   * snapshot still fits.
   */
  static Optional<CompactionReason> due(Sizes sizes) {
    long dead = sizes.dead();
    if (!sizes.fits()) {
      return Optional.empty();
    }
    if (dead > Math.max(WORTH_BYTES, sizes.liveBytes())) {
      return Optional.of(CompactionReason.DEAD_BYTES);
    }
    if (isWorthIt(sizes) && sizes.freeBytes() < dead) {
      return Optional.of(CompactionReason.DISK_FILLING);
    }
    return Optional.empty();
  }

  /** Whether a compaction would give back enough to be worth its writing on a filling disk. */
  private static boolean isWorthIt(Sizes sizes) {
    return sizes.dead() > Math.max(WORTH_ON_A_FILLING_DISK, sizes.liveBytes() / 4);
  }

  /** Whether the room that is left has to be kept for a snapshot, which would make more. */
  static boolean needsRest(Sizes sizes) {
    return isWorthIt(sizes)
        && sizes.fits()
        && sizes.freeBytes() < sizes.snapshotBytes() + MARGIN_BYTES;
  }
}

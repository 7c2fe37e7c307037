package io.sutra.cache.shard.engine;

import io.sutra.cache.shard.wal.NoSpaceException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps a log that is mostly dead from filling its disk: looks at the disk's room as the log grows,
 * starts a compaction that is due, and refuses puts that would take the room that a snapshot needs.
 * A log of which little is dead may fill the disk: nothing would make room.
 *
 * <p>Belongs to the thread with the commit lock.
 */
final class SpaceWatch {

  /** The room is looked at after so many bytes of puts. */
  private static final long LOOK_BYTES = 256 << 10;

  private final Supplier<CompactionPolicy.Sizes> sizes;
  private final BooleanSupplier compacting;
  private final Consumer<CompactionReason> compact;
  private long untilLook;
  private boolean refusing;

  /**
   * A watch.
   *
   * @param sizes what is known of the log now
   * @param compacting whether a compaction runs
   * @param compact starts one
   */
  SpaceWatch(
      Supplier<CompactionPolicy.Sizes> sizes,
      BooleanSupplier compacting,
      Consumer<CompactionReason> compact) {
    this.sizes = sizes;
    this.compacting = compacting;
    this.compact = compact;
  }

  /** Starts a compaction if one is due. */
  void look() {
    CompactionPolicy.Sizes now = sizes.get();
    Optional<CompactionReason> due = CompactionPolicy.due(now);
    due.ifPresent(compact);
    refusing = CompactionPolicy.needsRest(now) && !compacting.getAsBoolean();
  }

  /**
   * Looks, if that is due, before puts are written.
   *
   * @param bytes that they take in the log
   * @throws NoSpaceException when a snapshot needs the room that is left
   */
  void beforePuts(long bytes) throws NoSpaceException {
    untilLook -= bytes;
    if (untilLook <= 0 || refusing) {
      untilLook = LOOK_BYTES;
      look();
    }
    if (refusing) {
      throw new NoSpaceException(
          "the room that is left on the disk is kept for a compaction, which makes more");
    }
  }
}

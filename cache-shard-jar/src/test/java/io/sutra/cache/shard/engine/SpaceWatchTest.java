package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.wal.NoSpaceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a log is compacted, and when puts are refused so that it can be. */
class SpaceWatchTest {

  private static final long MIB = 1 << 20;

  private CompactionPolicy.Sizes sizes = new CompactionPolicy.Sizes(0, 0, 0, 100 * MIB);
  private boolean compacting;
  private final List<CompactionReason> started = new ArrayList<>();
  private final SpaceWatch watch = new SpaceWatch(() -> sizes, () -> compacting, started::add);

  private void log(long bytes, long live, long free) {
    sizes = new CompactionPolicy.Sizes(bytes * MIB, live * MIB, 1_000, free * MIB);
  }

  @Test
  void roomyDisk_isCompactedWhenMoreIsDeadThanAlive() {
    log(1_900, 1_000, 100_000);
    watch.look();
    assertThat(started).isEmpty();
    log(2_100, 1_000, 100_000);
    watch.look();
    assertThat(started).containsExactly(CompactionReason.DEAD_BYTES);
  }

  @Test
  void smallDisk_isCompactedLongBefore64MibAreDead() {
    log(9, 2, 7);
    watch.look();
    assertThat(started).isEmpty();
    log(10, 2, 6);
    watch.look();
    assertThat(started).containsExactly(CompactionReason.DISK_FILLING);
  }

  @Test
  void lastRoom_isKeptForTheSnapshotUntilItIsWritten() {
    // A snapshot takes a little more than 2 MiB.
    sizes = new CompactionPolicy.Sizes(14 * MIB, 2 * MIB, 1_000, 5 * MIB / 2);
    assertThatThrownBy(() -> watch.beforePuts(MIB)).isInstanceOf(NoSpaceException.class);
    assertThatThrownBy(() -> watch.beforePuts(1)).isInstanceOf(NoSpaceException.class);
    compacting = true;
    assertThatCode(() -> watch.beforePuts(1)).doesNotThrowAnyException();
    compacting = false;
    log(3, 2, 13);
    assertThatCode(() -> watch.beforePuts(MIB)).doesNotThrowAnyException();
  }

  @Test
  void diskFullOfLiveEntries_isFilledToTheEnd() {
    log(15, 14, 1);
    assertThatCode(() -> watch.beforePuts(MIB)).doesNotThrowAnyException();
    assertThat(started).isEmpty();
  }

  @Test
  void snapshotThatCannotFit_isNotTriedAndRefusesNobody() {
    log(700, 300, 100);
    assertThatCode(() -> watch.beforePuts(MIB)).doesNotThrowAnyException();
    assertThat(started).isEmpty();
  }

  @Test
  void everythingCleared_isCompactedWithNoByteFree() {
    sizes = new CompactionPolicy.Sizes(14 * MIB, 0, 0, 64 << 10);
    watch.look();
    assertThat(started).containsExactly(CompactionReason.DISK_FILLING);
  }
}

package io.sutra.cache.shard.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.CacheKey;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {

  private static final LogSettings SETTINGS =
      new LogSettings(SyncMode.ALWAYS, DamagePolicy.PREFIX, 1 << 20);

  @TempDir private Path parent = Path.of("set by JUnit");

  private static CacheKey key(int n) {
    return new CacheKey(n, 2, 3, 4);
  }

  private static ByteBuffer value(int n, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) n);
    return ByteBuffer.wrap(bytes);
  }

  private static void put(LogBatch batch, long namespace, int n, int length) {
    ByteBuffer value = value(n, length);
    batch.put(namespace, key(n), value, RecordedReplay.checksum(key(n), value), 1_000, 5_000);
  }

  private static WriteAheadLog open(
      Disk disk, LogSettings settings, RecordedReplay replay, LogBuffers buffers)
      throws IOException {
    return LogRecovery.recover(
            disk, settings, buffers, RecordChecksum.CRC32C, () -> 1_000, replay, failure -> {})
        .log();
  }

  private static WriteAheadLog open(Disk disk) throws IOException {
    return open(disk, SETTINGS, new RecordedReplay(), LogBuffersAccess.small());
  }

  private static Map<String, String> recovered(Disk disk) throws IOException {
    RecordedReplay replay = new RecordedReplay();
    WriteAheadLog log = open(disk, SETTINGS, replay, LogBuffersAccess.small());
    assertThat(log.segments()).isPositive();
    return replay.values();
  }

  @Test
  void namespaces_areKeptApartAndClearedOneByOne() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    LogBatch batch = log.begin();
    put(batch, 0, 1, 10);
    put(batch, 7, 1, 20);
    put(batch, 7, 2, 30);
    put(batch, -1, 1, 40);
    batch.delete(7, key(2), 1_000);
    log.append(batch, WriteKind.PUTS);
    log.sync();
    assertThat(recovered(disk.afterKill()))
        .containsOnlyKeys(
            RecordedReplay.name(0, key(1)),
            RecordedReplay.name(7, key(1)),
            RecordedReplay.name(-1, key(1)));
    batch = log.begin();
    batch.clear(7, 1_000);
    log.append(batch, WriteKind.DELETIONS);
    assertThat(recovered(disk.afterKill()))
        .containsOnlyKeys(RecordedReplay.name(0, key(1)), RecordedReplay.name(-1, key(1)));
    batch = log.begin();
    batch.clear(1_000);
    log.append(batch, WriteKind.DELETIONS);
    assertThat(recovered(disk.afterKill())).isEmpty();
  }

  @Test
  void snapshot_keepsNamespacesAndReplacesTheLogBeforeIt() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    LogBatch batch = log.begin();
    put(batch, 7, 1, 20);
    log.append(batch, WriteKind.PUTS);
    log.sync();
    assertThat(log.recordBytes()).isEqualTo(64 + 32 + 24);
    long segment = log.roll();
    SnapshotWriter snapshot = log.snapshot(segment, log.segmentFirstSequence());
    ByteBuffer value = value(1, 20);
    for (int n = 0; n < 5_000; n++) {
      snapshot.add(n, key(n), value, RecordedReplay.checksum(key(n), value), 1_000, 5_000);
    }
    assertThat(snapshot.bytes()).isEqualTo(512 + 5_000 * (64 + 32 + 24));
    snapshot.finish(log.writtenSequence(), 1_000);
    assertThat(log.segments()).isEqualTo(2);
    log.deleteBefore(segment);
    assertThat(log.segments()).isEqualTo(1);
    assertThat(log.recordBytes()).isZero();
    assertThat(disk.list()).hasSize(3);
    assertThat(recovered(disk.afterKill())).hasSize(5_000);
  }

  @Test
  void batchThatDoesNotFit_isWrittenInParts() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    LogBatch batch = log.begin();
    for (int n = 0; n < 20; n++) {
      put(batch, 0, n, 50_000);
    }
    assertThat(batch.bytes()).isGreaterThan(1_000_000);
    log.append(batch, WriteKind.PUTS);
    log.sync();
    assertThat(log.writtenSequence()).isEqualTo(20);
    assertThat(log.durableSequence()).isEqualTo(20);
    assertThat(recovered(disk.afterKill())).hasSize(20);
  }

  @Test
  void batchInPartsThatMeetsAFullDisk_isTakenBackWhole() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    LogBatch first = log.begin();
    put(first, 0, 99, 100);
    log.append(first, WriteKind.PUTS);
    log.sync();
    disk.full(disk.used() + 700_000, "Aygıt üzerinde boş yer yok");
    LogBatch batch = log.begin();
    for (int n = 0; n < 20; n++) {
      put(batch, 0, n, 50_000);
    }
    assertThatThrownBy(() -> log.append(batch, WriteKind.PUTS))
        .isInstanceOf(NoSpaceException.class);
    assertThat(log.writtenSequence()).isEqualTo(1);
    assertThat(recovered(disk.afterKill())).containsOnlyKeys(RecordedReplay.name(0, key(99)));
    LogBatch smaller = log.begin();
    put(smaller, 0, 5, 1_000);
    log.append(smaller, WriteKind.PUTS);
    assertThat(recovered(disk.afterKill())).hasSize(2);
  }

  @Test
  void longTail_isInspectedThroughTheWindow() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    for (int n = 0; n < 12; n++) {
      LogBatch batch = log.begin();
      put(batch, 0, n, 60_000);
      log.append(batch, WriteKind.PUTS);
      log.sync();
    }
    // The second record is damaged; the evidence is in records that no window holds at once.
    disk.bytes("0000000000000001.wal")[512 + 60_096 + 200] ^= 1;
    SimulatedDisk damaged = disk.copy();
    RecordedReplay replay = new RecordedReplay();
    RecoveryReport report =
        LogRecovery.recover(
                damaged,
                SETTINGS,
                LogBuffersAccess.small(),
                RecordChecksum.CRC32C,
                () -> 1_000,
                replay,
                failure -> {})
            .report();
    assertThat(report.corrupt()).isTrue();
    assertThat(report.findings().getFirst()).contains("although 11 had been on disk");
    assertThat(replay.values()).hasSize(1);
    assertThat(damaged.list()).contains("0000000000000001.wal.broken");
    assertThat(damaged.bytes("0000000000000001.wal.broken")).hasSize(11 * 60_096);
  }

  @Test
  void deleteSetAside_leavesOnlyTheLog() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    LogBatch batch = log.begin();
    put(batch, 0, 1, 200_000 / 4);
    for (int n = 0; n < 4; n++) {
      put(batch, 0, n, 50_000);
    }
    log.append(batch, WriteKind.PUTS);
    log.sync();
    while (log.wantsAllocation()) {
      log.allocate();
    }
    disk.put("0000000000000001.wal.broken", new byte[10]);
    disk.put("0000000000000001.wal.broken.2", new byte[10]);
    disk.put("0000000000000001.snap.tmp", new byte[10]);
    SnapshotWriter running = log.snapshot(log.segmentNumber(), log.segmentFirstSequence());
    running.abandon();
    assertThat(log.aheadBytes()).isGreaterThan(1 << 20);
    assertThat(log.deleteSetAside()).isEqualTo(2);
    assertThat(disk.list()).containsExactly("0000000000000001.wal", "ahead-0.tmp", "shard.id");
    log.releaseAhead();
    assertThat(disk.list()).containsExactly("0000000000000001.wal", "shard.id");
    assertThat(log.aheadBytes()).isEqualTo(64 << 10);
    assertThat(log.wantsAllocation()).as("what was given back is not taken again").isFalse();
  }

  @Test
  void folderOrSegmentThatIsGone_isLatchedByTheCheck() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    WriteAheadLog log = open(disk);
    log.check();
    disk.remove("0000000000000001.wal");
    assertThatThrownBy(log::check)
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("0000000000000001.wal was deleted or renamed");
    assertThatThrownBy(log::begin).isInstanceOf(LogFailedException.class);
    SimulatedDisk other = new SimulatedDisk();
    WriteAheadLog gone = open(other);
    other.removeFolder();
    assertThatThrownBy(gone::check).isInstanceOf(LogFailedException.class);
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void realDisk_needsNoDirectMemoryButTheBuffers() throws IOException {
    List<ByteBuffer> given = new ArrayList<>();
    LogBuffers buffers =
        LogBuffers.allocate(
            bytes -> {
              given.add(ByteBuffer.allocateDirect(bytes));
              return given.getLast();
            });
    assertThat(given.stream().mapToLong(ByteBuffer::capacity).sum()).isEqualTo(LogBuffers.bytes());
    long before = directMemory();
    Path folder = parent.resolve("cache");
    RecordedReplay replay = new RecordedReplay();
    try (NioDisk disk = NioDisk.open(folder)) {
      WriteAheadLog log = open(disk, SETTINGS, replay, buffers);
      for (int n = 0; n < 60; n++) {
        LogBatch batch = log.begin();
        put(batch, 0, n, 40_000);
        log.append(batch, WriteKind.PUTS);
        log.sync();
        while (log.wantsAllocation()) {
          log.allocate();
        }
      }
      long segment = log.roll();
      SnapshotWriter snapshot = log.snapshot(segment, log.segmentFirstSequence());
      for (int n = 0; n < 60; n++) {
        ByteBuffer value = value(n, 40_000);
        snapshot.add(0, key(n), value, RecordedReplay.checksum(key(n), value), 1_000, 5_000);
      }
      snapshot.finish(log.writtenSequence(), 1_000);
      log.deleteBefore(segment);
      log.check();
    }
    Path last;
    try (var files = Files.list(folder)) {
      last = files.filter(file -> file.toString().endsWith(".wal")).findFirst().orElseThrow();
    }
    // A long torn tail: it is looked at, copied and cut.
    byte[] tail = new byte[3 << 20];
    Arrays.fill(tail, (byte) 5);
    Files.write(last, tail, java.nio.file.StandardOpenOption.APPEND);
    long outside = directMemory();
    try (NioDisk disk = NioDisk.open(folder)) {
      RecordedReplay again = new RecordedReplay();
      WriteAheadLog log = open(disk, SETTINGS, again, buffers);
      assertThat(again.values()).hasSize(60);
      log.close();
      assertThat(log.deleteSetAside()).isEqualTo(1);
    }
    // The test's own writing of the tail took some.
    assertThat(directMemory() - outside).isZero();
    assertThat(outside - before).isLessThan(4 << 20);
  }
}

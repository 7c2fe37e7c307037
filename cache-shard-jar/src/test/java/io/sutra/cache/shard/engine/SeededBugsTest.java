package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.wal.Disk;
import io.sutra.cache.shard.wal.DiskFile;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The test of the tests: each of four bugs, put in on purpose, turns the power-loss suite red. */
class SeededBugsTest {

  private static final int SEEDS = 25;

  /** A disk with something wrong about it. */
  private abstract static class Sabotage implements Disk {
    private final Disk disk;

    Sabotage(Disk disk) {
      this.disk = disk;
    }

    abstract void forceFile(DiskFile file) throws IOException;

    abstract void forceFolder(Disk real) throws IOException;

    @Override
    public List<String> list() throws IOException {
      return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
      return sabotaged(disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
      return sabotaged(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public long usable() throws IOException {
      return disk.usable();
    }

    @Override
    public void force() throws IOException {
      forceFolder(disk);
    }

    private DiskFile sabotaged(DiskFile file) {
      return new DiskFile() {
        @Override
        public long size() throws IOException {
          return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
          file.write(source, position);
        }

        @Override
        public void force() throws IOException {
          forceFile(file);
        }

        @Override
        public void truncate(long size) throws IOException {
          file.truncate(size);
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }

  private static final class AcknowledgesBeforeForce extends Sabotage {
    private @Nullable DiskFile owed;

    AcknowledgesBeforeForce(Disk disk) {
      super(disk);
    }

    /** Says that it forced, and does so the next time. */
    @Override
    void forceFile(DiskFile file) throws IOException {
      if (owed != null) {
        owed.force();
      }
      owed = file;
    }

    @Override
    void forceFolder(Disk real) throws IOException {
      real.force();
    }
  }

  private static final class NeverForcesTheFolder extends Sabotage {
    NeverForcesTheFolder(Disk disk) {
      super(disk);
    }

    @Override
    void forceFile(DiskFile file) throws IOException {
      file.force();
    }

    @Override
    void forceFolder(Disk real) {}
  }

  private static final class IgnoresAFailedForce extends Sabotage {
    IgnoresAFailedForce(Disk disk) {
      super(disk);
    }

    @Override
    void forceFile(DiskFile file) {
      try {
        file.force();
      } catch (IOException e) {
        // The bug.
      }
    }

    @Override
    void forceFolder(Disk real) throws IOException {
      real.force();
    }
  }

  @Test
  void acknowledgeBeforeForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                PowerLossTest.runAll(
                    SyncMode.ALWAYS,
                    PowerLossScenario.Ending.POWER_LOSS,
                    AcknowledgesBeforeForce::new,
                    RecordChecksum.CRC32C,
                    SEEDS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  @Test
  void noForceOfTheFolder_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                PowerLossTest.runAll(
                    SyncMode.ALWAYS,
                    PowerLossScenario.Ending.POWER_LOSS,
                    NeverForcesTheFolder::new,
                    RecordChecksum.CRC32C,
                    SEEDS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  @Test
  void ignoredFailureOfAForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                PowerLossTest.runAll(
                    SyncMode.ALWAYS,
                    PowerLossScenario.Ending.FORCE_FAILS,
                    IgnoresAFailedForce::new,
                    RecordChecksum.CRC32C,
                    SEEDS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  @Test
  void skippedChecksum_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                PowerLossTest.runAll(
                    SyncMode.EVERYSEC,
                    PowerLossScenario.Ending.POWER_LOSS,
                    disk -> disk,
                    (seed, buffer, start, length) -> 0,
                    SEEDS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }
}

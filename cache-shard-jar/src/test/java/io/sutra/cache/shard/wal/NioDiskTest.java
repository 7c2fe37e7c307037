package io.sutra.cache.shard.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sutra.settings.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioDiskTest {

  @TempDir private Path parent = Path.of("set by JUnit");

  private Path folder() {
    return parent.resolve("cache");
  }

  @Test
  void removedFolder_isNoticedAndNobodyElseStartsThere() throws IOException {
    try (NioDisk disk = NioDisk.open(folder())) {
      disk.check();
      Files.delete(folder().resolve("LOCK"));
      Files.delete(folder());
      assertThatThrownBy(disk::check)
          .satisfies(e -> assertThat(FailureReason.of(e)).startsWith(folder() + ": the folder was"))
          .hasMessageContaining("removed or renamed");
      assertThatThrownBy(() -> NioDisk.open(folder()))
          .hasMessageContaining("in use by another shard");
      assertThatThrownBy(disk::check).hasMessageContaining("replaced by another");
    }
  }

  @Test
  void lock_excludesASecondShardUntilItIsClosed() throws IOException {
    try (NioDisk disk = NioDisk.open(folder())) {
      assertThat(disk.list()).contains("LOCK");
      assertThatThrownBy(() -> NioDisk.open(folder()))
          .hasMessageContaining(folder().toString())
          .hasMessageContaining("in use by another shard");
    }
    NioDisk.open(folder()).close();
    assertThat(parent).isDirectoryContaining(path -> path.equals(folder()));
    assertThat(parent.resolve("cache.lock")).doesNotExist();
  }

  @Test
  void errors_nameTheFileByItsPresentName() throws IOException {
    try (NioDisk disk = NioDisk.open(folder());
        DiskFile file = disk.create("a.tmp")) {
      disk.rename("a.tmp", "a");
      // A negative position is what a channel refuses with an unchecked exception: read a folder.
      assertThat(disk.exists("a")).isTrue();
      assertThat(disk.exists("a.tmp")).isFalse();
      assertThat(file.size()).isZero();
      assertThat(NioFile.about(folder().resolve("a"), new IOException("Input/output error")))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(folder().resolve("a") + ": Input/output error");
    }
  }

  @Test
  void fileOfOnlyZeros_isReadAsItWasWrittenAndCut() throws IOException {
    try (NioDisk disk = NioDisk.open(folder());
        DiskFile file = disk.create("a")) {
      file.write(ByteBuffer.allocateDirect(100), 0);
      file.force();
      file.truncate(40);
      file.force();
      assertThat(file.size()).isEqualTo(40);
      assertThat(file.read(ByteBuffer.allocateDirect(100), 0)).isEqualTo(40);
    }
  }

  @Test
  void failureOfTheLog_isToldWithPathReasonAndUser() {
    List<LogFailedException> told = new ArrayList<>();
    FailureLatch latch = new FailureLatch(told::add);
    IOException first = new FileSystemException("/data/x.wal", null, "Input/output error");
    LogFailedException failed =
        catchThrowableOfType(
            LogFailedException.class,
            () ->
                latch.guard(
                    () -> {
                      throw first;
                    }));
    assertThat(failed)
        .hasMessage(
            "the log failed: /data/x.wal: Input/output error (the shard runs as "
                + System.getProperty("user.name")
                + ")");
    assertThatThrownBy(() -> latch.guard(() -> {})).isSameAs(failed);
    latch.latch(new IOException("another"));
    assertThat(told).containsExactly(failed);
    assertThat(latch.failure()).isSameAs(failed);
  }
}

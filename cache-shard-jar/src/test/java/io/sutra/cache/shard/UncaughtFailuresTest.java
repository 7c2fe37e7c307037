package io.sutra.cache.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class UncaughtFailuresTest {

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final UncaughtFailures failures =
      new UncaughtFailures(new PrintStream(log, true, StandardCharsets.UTF_8));

  private String firstLineAfter(Throwable failure) {
    failures.uncaughtException(new Thread(() -> {}, "shard-compactor"), failure);
    return log.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
  }

  @Test
  void threadThatEnds_isNamedWithTheReasonAndCounted() {
    long before = UncaughtFailures.total();

    assertThat(firstLineAfter(new IllegalStateException("the queue is torn")))
        .isEqualTo(
            "The thread shard-compactor of the shard ended unexpectedly: the queue is torn"
                + " (IllegalStateException). What it did is not done any more until the shard is"
                + " restarted.");
    assertThat(UncaughtFailures.total()).isEqualTo(before + 1);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("\tat " + getClass().getName());
  }

  @Test
  void noMemory_saysWhichSettingsGiveMore() {
    assertThat(firstLineAfter(new OutOfMemoryError("Java heap space")))
        .contains("java.lang.OutOfMemoryError: Java heap space", "SUTRA_CACHE_MEMORY");
  }

  @Test
  void classThatIsGone_saysWhatMayHaveHappened() {
    assertThat(firstLineAfter(new NoClassDefFoundError("io/sutra/Gone")))
        .contains("NoClassDefFoundError: io/sutra/Gone", "replaced under it");
  }

  @Test
  void exceptionOfAFile_hasItsReason() {
    IOException missing = new NoSuchFileException("/var/lib/sutra/cache/1.log");
    assertThat(firstLineAfter(missing)).contains("/var/lib/sutra/cache/1.log does not exist");
  }
}

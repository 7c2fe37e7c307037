package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FailureReasonTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void of_missingFile_namesItAndSaysSo() {
    Path file = folder.resolve("missing");

    Throwable failure = catchThrowable(() -> Files.readString(file));

    assertThat(FailureReason.of(failure)).isEqualTo(file + " does not exist");
  }

  @Test
  void of_fileThatMayNotBeUsed_saysAsWhomTheProcessRuns() {
    assertThat(FailureReason.of(new AccessDeniedException("/data")))
        .isEqualTo("the user " + System.getProperty("user.name") + " may not use /data");
  }

  @Test
  void of_exceptionsThatOnlyNameTheFile_saysMoreThanThat() {
    assertThat(FailureReason.of(new DirectoryNotEmptyException("/data")))
        .isEqualTo("/data is not empty");
    assertThat(FailureReason.of(new FileSystemException("/data")))
        .isEqualTo("/data cannot be used (FileSystemException)");
    assertThat(FailureReason.of(new FileSystemException("/data", null, "No space left on device")))
        .isEqualTo("/data: No space left on device");
  }

  @Test
  void of_wrappedFailure_isThatOfItsCause() {
    assertThat(FailureReason.of(new UncheckedIOException(new AccessDeniedException("/data"))))
        .endsWith("may not use /data");
  }

  @Test
  void of_failureWithoutAMessage_isItsName() {
    assertThat(FailureReason.of(new IOException())).isEqualTo("IOException");
  }
}

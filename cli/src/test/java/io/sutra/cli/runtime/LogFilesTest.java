package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFilesTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void startRun_manyRuns_keepsTheLastFewInOrder() throws IOException {
    var logs = new LogFiles(folder.resolve("logs"), "embedding");
    for (int run = 1; run <= 9; run++) {
      logs.startRun();
      Files.writeString(logs.current(), "run " + run);
    }

    assertThat(logs.current()).hasContent("run 9");
    assertThat(logs.earlier(1)).hasContent("run 8");
    assertThat(logs.earlier(5)).hasContent("run 4");
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      assertThat(files).hasSize(6);
    }
  }

  @Test
  void startRun_largeLog_keepsItsEnd() throws IOException {
    var logs = new LogFiles(folder, "embedding");
    try (var file = new RandomAccessFile(logs.current().toFile(), "rw")) {
      file.setLength(40L << 20);
      file.seek(file.length());
      file.writeBytes("the last words");
    }

    logs.startRun();

    assertThat(Files.size(logs.earlier(1))).isEqualTo(10L << 20);
    assertThat(Files.readString(logs.earlier(1))).endsWith("the last words");
    assertThat(logs.current()).doesNotExist();
  }

  @Test
  void startRun_afterARunThatBeganItsLogAnew_keepsBothParts() throws IOException {
    var logs = new LogFiles(folder, "embedding");
    Files.writeString(logs.limit().copy(), "before");
    Files.writeString(logs.current(), "after");

    logs.startRun();

    assertThat(logs.earlier(1)).hasContent("after");
    assertThat(logs.earlier(2)).hasContent("before");
    assertThat(logs.limit().copy()).doesNotExist();
  }
}

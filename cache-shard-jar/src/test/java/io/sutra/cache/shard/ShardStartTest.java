package io.sutra.cache.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a shard says that cannot start, as whoever starts the process sees it. */
@Timeout(60)
final class ShardStartTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void main_folderBelowAFile_saysWhatIsWrongWithIt() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(start(file.resolve("data")))
        .startsWith("The shard cannot start: ")
        .contains(file.toString())
        .containsIgnoringCase("not a ");
  }

  @Test
  void main_folderThatIsALinkToNothing_saysThatItIsNone() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("missing"));

    assertThat(start(link)).contains(link + " is not a folder");
  }

  private static String start(Path data) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Shard.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("SUTRA_CACHE_DIR", data.toString());
    builder.environment().put("SUTRA_CACHE_PORT", "0");
    builder.environment().put("SUTRA_CACHE_METRICS_PORT", "0");
    builder.environment().remove("SUTRA_START_REPORT");
    Process shard = builder.start();
    String output = new String(shard.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shard.waitFor()).isNotZero();
    return output;
  }
}

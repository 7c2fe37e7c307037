package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.it.Waiting;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folder of a running shard is taken away. */
class LostFolderIT {

  /** Two seconds, and one for a machine that is busy. */
  private static final Duration NOTICED = Duration.ofSeconds(3);

  @TempDir private Path parent;

  /** What becomes of the folder. */
  enum Loss {
    REMOVED,
    MOVED,
    REPLACED
  }

  private static void lose(Path folder, Loss loss) throws IOException {
    switch (loss) {
      case REMOVED -> remove(folder);
      case MOVED -> Files.move(folder, folder.resolveSibling("elsewhere"));
      case REPLACED -> {
        Files.move(folder, folder.resolveSibling("elsewhere"));
        Files.createDirectory(folder);
      }
    }
  }

  /** Removes a folder whose owner may still make files in it. */
  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    Files.delete(folder);
  }

  @ParameterizedTest
  @CsvSource({"REMOVED, always", "MOVED, everysec", "REPLACED, none"})
  @Timeout(120)
  void lostFolder_isNoticedAndNoSecondShardStartsThere(Loss loss, String sync) throws Exception {
    Path folder = parent.resolve("shard");
    ShardLaunch launch = ShardLaunch.generous(folder, Map.of("SUTRA_CACHE_SYNC", sync));
    try (ShardProcess first = launch.start()) {
      first.awaitReady();
      try (SocketCacheConnection connection = first.connect()) {
        Entries.ofLength(0, 100, 1_024).put(connection);
      }
      int said = first.output().size();
      lose(folder, loss);
      try (ShardProcess second = launch.start()) {
        Waiting.within(NOTICED, () -> noticed(first, said, folder));
        boolean started = isReady(second);
        assertThat(started && first.isAlive()).as("two shards in " + folder).isFalse();
        if (!started) {
          assertThat(second.awaitRefusal()).contains(folder.toString());
        }
      }
    }
  }

  /** A line with the path and more than the path. */
  private static boolean noticed(ShardProcess shard, int said, Path folder) {
    List<String> lines = shard.output();
    return lines.subList(said, lines.size()).stream()
        .anyMatch(line -> line.contains(folder.toString()) && line.strip().contains(" "));
  }

  private static boolean isReady(ShardProcess shard) throws InterruptedException {
    try {
      shard.awaitReady();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

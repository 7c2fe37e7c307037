package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.it.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file system of 16 MB that is full, whatever the language of the system's errors. */
class FullDiskIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  private static final int MEBIBYTES = 16;

  /** A put that fails for space does so at once: no call may take longer. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final Duration RESUMED = Duration.ofSeconds(2);

  @TempDir private Path folder;

  /** The variables that make a process speak that language. */
  private Map<String, String> language(String locale) throws IOException, InterruptedException {
    if (locale.equals("C")) {
      return Map.of("LC_ALL", "C");
    }
    String name = locale.substring(0, locale.indexOf('.'));
    Path compiled = folder.resolve(locale);
    Process process =
        new ProcessBuilder("localedef", "-i", name, "-f", "UTF-8", compiled.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeThat(process.waitFor()).as("localedef").isZero();
    Map<String, String> variables = Map.of("LC_ALL", locale, "LOCPATH", folder.toString());
    assumeThat(error(variables))
        .as("errors in another language")
        .isNotEqualTo(error(language("C")));
    return variables;
  }

  private static String error(Map<String, String> language)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("ls", "/nowhere").redirectErrorStream(true);
    builder.environment().putAll(language);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  private static Stream<Arguments> languagesAndModes() {
    Stream<Arguments> all =
        Stream.of("de_DE.UTF-8", "C", "tr_TR.UTF-8")
            .flatMap(
                locale -> Stream.of(arguments(locale, "always"), arguments(locale, "everysec")));
    return FULL
        ? all
        : Stream.of(
            arguments("de_DE.UTF-8", "always"),
            arguments("C", "everysec"),
            arguments("tr_TR.UTF-8", "everysec"));
  }

  @ParameterizedTest
  @MethodSource("languagesAndModes")
  @Timeout(120)
  void fullFileSystem_isReadAndDeletedFromUntilThereIsRoomAgain(String locale, String sync)
      throws Exception {
    Map<String, String> language = language(locale);
    try (Tmpfs disk = Tmpfs.mount(folder, MEBIBYTES)) {
      ShardLaunch launch =
          ShardLaunch.generous(disk.folder("shard"), language)
              .with(Map.of("SUTRA_CACHE_SYNC", sync));
      new Filling(disk, launch).run();
    }
  }

  /** One disk, filled and freed and filled again. */
  private static final class Filling {

    private static final int VALUE = 1_024;

    private final Tmpfs disk;
    private final ShardLaunch launch;
    private int next;
    private int deleted;
    private String refusal = "nothing was refused";

    Filling(Tmpfs disk, ShardLaunch launch) {
      this.disk = disk;
      this.launch = launch;
    }

    void run() throws Exception {
      disk.load(4 << 20);
      try (ShardProcess shard = launch.start()) {
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect(AT_ONCE)) {
          fillAndFree(connection);
        } catch (AssertionError | CacheException e) {
          throw new AssertionError("the shard said " + shard.output(), e);
        }
        shard.stop();
      }
      disk.loadAll();
      servesWithoutAFreeByte(false);
      disk.loadAll();
      servesWithoutAFreeByte(true);
    }

    private void fillAndFree(SocketCacheConnection connection) throws Exception {
      putUntilFull(connection);
      assertThat(next).isGreaterThan(5_000);
      readsGoOn(connection);
      deletionSucceeds(connection);
      disk.unload();
      resumes(connection);
      // So that there is something to free the next time, too.
      disk.load(3 << 20);
      putUntilFull(connection);
    }

    /** Starts on a full disk, reads, and goes on once there is room. */
    private void servesWithoutAFreeByte(boolean untilThereIsRoom) throws Exception {
      assertThat(disk.free()).isZero();
      try (ShardProcess shard = launch.start()) {
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect(AT_ONCE)) {
          readsGoOn(connection);
          if (untilThereIsRoom) {
            disk.unload();
            resumes(connection);
            readsGoOn(connection);
          }
        } catch (AssertionError | CacheException e) {
          throw new AssertionError("the shard said " + shard.output(), e);
        }
        shard.kill();
      }
    }

    private void putUntilFull(SocketCacheConnection connection) {
      assertThatThrownBy(
              () -> {
                while (next < 40_000) {
                  put(connection);
                }
              })
          .isInstanceOfSatisfying(
              CacheException.class,
              e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.NO_SPACE));
    }

    private void put(SocketCacheConnection connection) throws CacheException {
      connection.put(List.of(all().entry(next)));
      next++;
    }

    /** Puts until one is accepted; none may fail for another reason than space. */
    private void resumes(SocketCacheConnection connection) throws Exception {
      try {
        Waiting.within(RESUMED, () -> accepted(connection));
      } catch (AssertionError e) {
        throw new AssertionError(disk.free() + " bytes are free, and " + refusal, e);
      }
    }

    private boolean accepted(SocketCacheConnection connection) throws CacheException {
      try {
        put(connection);
        return true;
      } catch (CacheException e) {
        refusal = String.valueOf(e.getMessage());
        assertThat(e.reason()).as(refusal).isEqualTo(Reason.NO_SPACE);
        return false;
      }
    }

    private Entries all() {
      return Entries.ofLength(0, next, VALUE);
    }

    private void readsGoOn(SocketCacheConnection connection) throws CacheException {
      assertThat(all().part(deleted, next - deleted).present(connection)).isEqualTo(next - deleted);
      assertThat(all().part(0, deleted).present(connection)).as("deleted and there").isZero();
    }

    private void deletionSucceeds(SocketCacheConnection connection) throws CacheException {
      assertThat(connection.delete(List.of(all().key(0), all().key(1)))).isEqualTo(2);
      deleted = 2;
      readsGoOn(connection);
    }
  }

  @Test
  @Timeout(120)
  void logThatIsMostlyDead_isCompactedBeforeTheDiskIsFull() throws Exception {
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "everysec", "SUTRA_CACHE_CAPACITY", "1000");
    try (Tmpfs disk = Tmpfs.mount(folder, MEBIBYTES)) {
      ShardLaunch launch = ShardLaunch.generous(disk.folder("shard"), settings);
      try (ShardProcess shard = launch.start()) {
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect(AT_ONCE)) {
          Entries alive = Entries.ofLength(0, 1, 1_024);
          // Three times the disk, of which a megabyte is alive.
          for (int n = 0; n < 3 * (MEBIBYTES << 10); n += 100) {
            Entries some = alive.part(n, 100);
            Waiting.within(RESUMED, () -> fits(connection, some));
          }
        }
        shard.stop();
      }
      try (ShardProcess shard = launch.start()) {
        shard.awaitReady();
      }
    }
  }

  /** Whether there was room: a compaction may be on its way. */
  private static boolean fits(SocketCacheConnection connection, Entries entries)
      throws CacheException {
    try {
      entries.put(connection);
      return true;
    } catch (CacheException e) {
      assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
      return false;
    }
  }
}

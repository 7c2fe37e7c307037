package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was erased is in no file of the shard any more, once the shard says so. */
class EraseIT {

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private static final int COUNT = 400;

  private static final int VALUE = 1_024;

  /** Bytes of a value that are searched for at several places of it: it may be there in part. */
  private static final int PROBE = 32;

  @TempDir private Path folder;

  private final Entries entries = Entries.ofLength(0, COUNT, VALUE);

  private ShardLaunch launch(String sync) {
    return ShardLaunch.generous(
        folder, Map.of("SUTRA_CACHE_SYNC", sync, "SUTRA_CACHE_SEGMENT_BYTES", "128KiB"));
  }

  /** The files, by name, that hold a part of the value; a name and its bytes at this moment. */
  private List<String> holding(byte[] value) throws IOException {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    List<String> probes =
        Stream.iterate(0, at -> at + PROBE <= value.length, at -> at + VALUE / 4)
            .map(at -> text.substring(at, at + PROBE))
            .toList();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> {
                String bytes = read(file);
                return probes.stream().anyMatch(bytes::contains);
              })
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It was deleted meanwhile, which is as good as erased.
      return "";
    }
  }

  private void assertErased(long... numbers) throws IOException {
    for (long n : numbers) {
      assertThat(holding(entries.value(n))).as("files that hold " + n).isEmpty();
    }
  }

  private int erase(ShardProcess shard, List<CacheKey> keys) throws Exception {
    try (FrameClient client = FrameClient.connect(shard.address(), WITHIN)) {
      return client.erase(keys);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  @Timeout(120)
  void erasedKeys_areInNoFileAndStayAway(String sync) throws Exception {
    try (ShardProcess shard = launch(sync).start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        entries.put(connection);
        assertThat(holding(entries.value(5))).as("the search itself").isNotEmpty();
        // In a snapshot, and once in the log after it.
        connection.compact();
        connection.delete(List.of(entries.key(6)));
        entries.part(6, 1).put(connection);
        connection.delete(List.of(entries.key(7)));
        int erased = erase(shard, Stream.of(5L, 6L, 7L, 9_999L).map(entries::key).toList());
        assertThat(erased).isEqualTo(2);
        assertErased(5, 6, 7);
        assertThat(entries.present(connection)).isEqualTo(COUNT - 3);
      }
      shard.kill();
    }
    try (ShardProcess shard = launch(sync).start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        assertThat(entries.present(connection)).isEqualTo(COUNT - 3);
        assertThat(entries.part(5, 3).present(connection)).isZero();
      }
      assertErased(5, 6, 7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  @Timeout(120)
  void everything_isInNoFileAfterAnEraseWithoutKeys(String sync) throws Exception {
    try (ShardProcess shard = launch(sync).start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        entries.put(connection);
        connection.compact();
        entries.part(COUNT, 50).put(connection);
        assertThat(erase(shard, List.of())).isEqualTo(COUNT + 50);
        assertErased(0, 1, COUNT / 2, COUNT - 1, COUNT, COUNT + 49);
        entries.part(0, 10).put(connection);
        assertThat(entries.present(connection)).isEqualTo(10);
      }
    }
  }

  @Test
  @Timeout(120)
  void erase_reachesWhatRecoverySetAside() throws Exception {
    long cut = COUNT - 3;
    try (ShardProcess shard = launch("always").start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        entries.put(connection);
      }
      shard.kill();
    }
    damage(entries.value(COUNT - 10));
    try (ShardProcess shard = launch("always").start()) {
      shard.awaitReady();
      try (SocketCacheConnection connection = shard.connect()) {
        assertThat(entries.part((int) cut, 1).present(connection)).as("cut off").isZero();
        assertThat(holding(entries.value(cut))).as("set aside").isNotEmpty();
        erase(shard, List.of(entries.key(cut)));
        assertErased(cut);
        assertThat(entries.present(connection)).as("the others").isGreaterThan(COUNT / 2);
        erase(shard, List.of());
        assertErased(0, COUNT / 2, COUNT - 10, cut + 1, COUNT - 1);
      }
    }
  }

  /** Changes one byte of a value where it lies, so that recovery stops there. */
  private void damage(byte[] value) throws IOException {
    List<String> files = holding(value);
    assertThat(files).hasSize(1);
    Path file = folder.resolve(files.getFirst());
    byte[] bytes = Files.readAllBytes(file);
    int at =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(value, StandardCharsets.ISO_8859_1));
    bytes[at + VALUE / 2] ^= 1;
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }

  @Test
  @Timeout(120)
  void namespace_isErasedAlone() throws Exception {
    CacheKey key = entries.key(1);
    byte[] mine = Entries.random(71, VALUE);
    byte[] theirs = Entries.random(72, VALUE);
    byte[] nobodys = Entries.random(73, VALUE);
    try (ShardProcess shard = launch("always").start()) {
      shard.awaitReady();
      try (FrameClient client = FrameClient.connect(shard.address(), WITHIN)) {
        client.put(7, key, mine);
        client.put(8, key, theirs);
        client.put(0, key, nobodys);
        assertThat(client.get(7, key)).isEqualTo(mine);
        assertThat(client.get(8, key)).isEqualTo(theirs);
        assertThat(client.erase(7, List.of())).isEqualTo(1);
        assertThat(holding(mine)).isEmpty();
        assertThat(client.get(7, key)).isNull();
        assertThat(client.erase(8, List.of(key))).isEqualTo(1);
        assertThat(holding(theirs)).isEmpty();
        assertThat(client.get(0, key)).isEqualTo(nobodys);
      }
    }
  }
}

package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.list;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.wal.LogRefusedException;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a version wrote are read for ever; a later version's are refused. */
class GoldenFilesTest {

  private static final List<String> FILES =
      List.of("shard.id", "0000000000000002.snap", "0000000000000002.wal", "0000000000000003.wal");

  private static SimulatedShard open(SimulatedDisk disk) throws IOException {
    return new SimulatedShard(disk, SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
  }

  private static SimulatedDisk golden(int version) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    for (String name : FILES) {
      try (InputStream in =
          GoldenFilesTest.class.getResourceAsStream("/golden/v" + version + "/" + name)) {
        disk.put(name, Objects.requireNonNull(in, name).readAllBytes());
      }
    }
    return disk;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void version_isRead(int version) throws IOException {
    SimulatedShard shard = open(golden(version));
    assertThat(shard.report().findings()).isEmpty();
    assertThat(shard.contents())
        .isEqualTo(
            Map.of(
                key(1), list(vector(1, 1, 40)),
                key(2), list(vector(2, 2, 100)),
                key(4), list(vector(4, 1, 8))));
  }

  @Test
  void version1_isContinuedInVersion2() throws IOException {
    SimulatedDisk disk = golden(1);
    SimulatedShard shard = open(disk);
    shard.put(key(9), vector(9, 1, 50));
    shard.delete(key(1));
    assertThat(disk.list()).contains("0000000000000004.wal");
    assertThat(disk.bytes("0000000000000004.wal")[11]).isEqualTo((byte) 2);
    SimulatedDisk next = disk.afterKill();
    SimulatedShard again = open(next);
    assertThat(again.report().findings()).isEmpty();
    assertThat(again.contents())
        .isEqualTo(
            Map.of(
                key(2), list(vector(2, 2, 100)),
                key(4), list(vector(4, 1, 8)),
                key(9), list(vector(9, 1, 50))));
    again.compact();
    SimulatedShard compacted = open(next.afterKill());
    assertThat(compacted.contents()).isEqualTo(again.contents());
  }

  @Test
  void futureVersion_isRefusedWithAClearMessage() throws IOException {
    for (String name : FILES.subList(1, FILES.size())) {
      SimulatedDisk disk = golden(2);
      ByteBuffer header = ByteBuffer.wrap(disk.bytes(name)).putInt(8, 3);
      CRC32C crc = new CRC32C();
      crc.update(disk.bytes(name), 0, 508);
      header.putInt(508, (int) crc.getValue());
      assertThatThrownBy(() -> open(disk))
          .isInstanceOf(LogRefusedException.class)
          .hasMessageContaining(
              name + " has format version 3; this program reads versions 1 and 2");
    }
  }

  /** Writes the files; run once for a new version of the format, with -Dgolden.write=folder. */
  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = ".+")
  void write() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk);
    shard.put(key(1), vector(1, 1, 40), Long.MAX_VALUE);
    shard.put(key(2), vector(2, 1, 60), Long.MAX_VALUE);
    shard.put(key(3), vector(3, 1, 16), Long.MAX_VALUE);
    shard.compact();
    shard.put(key(2), vector(2, 2, 100), Long.MAX_VALUE);
    shard.delete(key(3));
    shard.log().roll();
    shard.put(key(4), vector(4, 1, 8), Long.MAX_VALUE);
    shard.close();
    Path folder = Files.createDirectories(Path.of(System.getProperty("golden.write")));
    for (String name : disk.list()) {
      Files.write(folder.resolve(name), disk.bytes(name));
    }
  }
}

package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.engine.PowerLossScenario.Ending;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test of the tests. Each of four bugs is written into the shard's own source, which is
 * compiled and put through the power-loss suite in a class loader of its own: the suite has to turn
 * red. The same way with the source as it is, it has to stay green.
 */
class SeededBugsTest {

  private static final int SEEDS = 25;

  @TempDir private Path compiled;

  private void runWith(String file, String original, String bug, SyncMode sync, Ending ending)
      throws Throwable {
    ShardWithBug.run(
        file,
        original,
        bug,
        compiled,
        loader -> {
          Method suite =
              loader
                  .loadClass(ShardWithBug.PACKAGE + "engine.PowerLossTest")
                  .getDeclaredMethod("runAll", String.class, String.class, int.class);
          suite.setAccessible(true);
          suite.invoke(null, sync.name(), ending.name(), SEEDS);
        });
  }

  @Test
  void sourceAsItIs_staysGreen() throws Throwable {
    String same = "log.append(batch.records(), kind);";
    for (Ending ending : Ending.values()) {
      runWith("engine/GroupCommit.java", same, same, SyncMode.ALWAYS, ending);
    }
  }

  @Test
  void acknowledgeBeforeForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "engine/GroupCommit.java",
                    "    log.append(batch.records(), kind);",
                    "    log.append(batch.records(), kind);\n    batch.acknowledge();",
                    SyncMode.ALWAYS,
                    Ending.POWER_LOSS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found a state");
  }

  @Test
  void noForceOfTheFolder_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/Publication.java",
                    "    disk.rename(from, name);\n    disk.force();",
                    "    disk.rename(from, name);",
                    SyncMode.ALWAYS,
                    Ending.POWER_LOSS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  @Test
  void ignoredFailureOfAForce_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/LogSync.java",
                    "      current.force();",
                    "      try { current.force(); } catch (IOException ignored) { }",
                    SyncMode.ALWAYS,
                    Ending.FORCE_FAILS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found a state");
  }

  @Test
  void skippedChecksum_turnsTheSuiteRed() {
    assertThatThrownBy(
            () ->
                runWith(
                    "wal/RecordBlock.java",
                    "checksum.of(seed, view, start, length) == stored",
                    "checksum.of(seed, view, start, length) != stored + 1",
                    SyncMode.EVERYSEC,
                    Ending.POWER_LOSS))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }
}

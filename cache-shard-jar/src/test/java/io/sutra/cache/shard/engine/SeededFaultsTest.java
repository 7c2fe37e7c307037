package io.sutra.cache.shard.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The test of {@link FaultKinds}: each fault is written into the shard's own source, and its check
 * has to turn red.
 */
@Timeout(120)
class SeededFaultsTest {

  @TempDir private Path compiled;

  /** A fault in the source: its file, what stands there, and what a careless change makes of it. */
  enum Fault {
    CHANGE_OF_MODEL("store/VectorStore.java", "    ring.makeRoom(footprint, liveBytes);\n", ""),
    UNBOUNDED_EVICTION(
        "store/EntryRing.java",
        "i < MOST_STEPS && full.getAsBoolean(); i++) {\n      evictStep(i < STEPS);",
        "full.getAsBoolean(); i++) {\n      evictStep(true);"),
    LATE_READER(
        "store/VectorStore.java",
        "return arena.version(arena.segment(entry.location())) == entry.version();",
        "return true;"),
    COMPACTION_ERROR(
        "engine/CompactionRunner.java",
        "} catch (Throwable e) {",
        "} catch (java.io.IOException | RuntimeException e) {"),
    LATE_DIRECT_MEMORY(
        "engine/CommitBatch.java",
        "private final List<Runnable> effects = new ArrayList<>();",
        "private final List<Runnable> effects =\n"
            + "new ArrayList<>(List.of(java.nio.ByteBuffer.allocateDirect(99 << 20)::clear));"),
    FOREIGN_FULL_DISK(
        "wal/DiskErrors.java",
        "return TEXTS.contains(normal(text));",
        "return text.equals(\"No space left on device\");"),
    IDLE_WRITES("wal/LogWriter.java", "return !marked && ", "return "),
    FATAL_ADVICE(
        "wal/ZerosAhead.java",
        "      quiet(segment);\n    } finally {",
        "      throw new IllegalStateException(e);\n    } finally {"),
    FORGOTTEN_DELETION(
        "engine/CommitBatch.java",
        "        deleted++;\n      }\n",
        "        deleted++;\n      } else {\n        continue;\n      }\n"),
    EXPIRED_IMPORT("engine/CommitBatch.java", "now < entry.expiresAt()\n              && ", ""),
    RATCHETING_CLOCK(
        "engine/ShardClock.java",
        "    long wall = wallMillis.getAsLong();\n    return wall - monotonicMillis();",
        "    long monotonic = monotonicMillis();\n    return wallMillis.getAsLong() - monotonic;"),
    INCOMPLETE_ERASURE("engine/Erasure.java", "                      deleteSetAside();\n", "");

    private final String file;
    private final String original;
    private final String careless;

    Fault(String file, String original, String careless) {
      this.file = file;
      this.original = original;
      this.careless = careless;
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void fault_turnsItsCheckRed(Fault fault) {
    assertThatThrownBy(
            () ->
                ShardWithBug.run(
                    fault.file,
                    fault.original,
                    fault.careless,
                    compiled,
                    loader -> check(loader, fault.name())))
        .as(fault.name())
        .isNotInstanceOf(ShardWithBug.NotSeededException.class)
        .isNotInstanceOf(ReflectiveOperationException.class);
  }

  private static void check(ClassLoader loader, String name) throws Exception {
    Class<?> kinds = loader.loadClass(ShardWithBug.PACKAGE + "engine.FaultKinds");
    Method values = kinds.getDeclaredMethod("values");
    values.setAccessible(true);
    for (Object kind : (Object[]) values.invoke(null)) {
      if (((Enum<?>) kind).name().equals(name)) {
        Method check = kinds.getDeclaredMethod("check");
        check.setAccessible(true);
        check.invoke(kind);
      }
    }
  }
}

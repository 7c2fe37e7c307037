package io.sutra.it.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills at chosen system calls, and a disk that fails to fsync. */
class CrashIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  private static final String SYNC_CALLS = "fdatasync,fsync,rename,renameat,renameat2";

  @TempDir private Path folder;

  private static boolean straceWorks() {
    try {
      Process process =
          new ProcessBuilder("strace", "-e", "inject=fsync:signal=KILL:when=9", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> strace(Path log, String trace, String inject) {
    return List.of(
        "strace",
        "-f",
        "-qq",
        "-o",
        log.toString(),
        "-e",
        "trace=" + trace,
        "-e",
        "inject=" + inject);
  }

  @Test
  @Timeout(3600)
  void killedAtSyncRenameAndFolderSyncCalls_everyAcknowledgedEntryIsReadable(@TempDir Path logs)
      throws Exception {
    assumeThat(straceWorks()).isTrue();
    List<Integer> calls = new ArrayList<>();
    for (int call = 1; call <= 500; call += FULL ? 1 : call < 8 ? 1 : 120) {
      calls.add(call);
    }
    Writers writers = new Writers();
    long acknowledged = 0;
    int written = 0;
    for (int i = 0; i < calls.size(); i++) {
      int call = calls.get(i);
      // A recovery forces every segment that it finds. Were they never fewer, all the kills would
      // be in recoveries, and nobody would write.
      if (i > 0 && call / 10 != calls.get(i - 1) / 10) {
        acknowledged += writers.count();
        writers = new Writers();
      }
      Path own = Files.createDirectories(folder.resolve("calls" + call / 10));
      if (killedAt(call, own, logs, writers)) {
        written++;
      }
    }
    acknowledged += writers.count();
    assertThat(acknowledged).isGreaterThan(calls.size());
    assertThat(written).as("killed while writing").isGreaterThanOrEqualTo(calls.size() / 4);
  }

  /** Kills a shard at its so-manyth call, starts another; whether the first one was written to. */
  private static boolean killedAt(int call, Path own, Path logs, Writers writers) throws Exception {
    Map<String, String> settings =
        Map.of("SUTRA_CACHE_SYNC", "always", "SUTRA_CACHE_SEGMENT_BYTES", "65536");
    List<String> wrapper =
        strace(logs.resolve("trace"), SYNC_CALLS, SYNC_CALLS + ":signal=KILL:when=" + call);
    long before = writers.count();
    try (ShardProcess shard = ShardProcess.start(wrapper, own, settings)) {
      try {
        shard.awaitReady();
        for (Thread thread : writers.start(shard, 4)) {
          thread.join();
        }
        // A writer ends when its connection does: the shard is gone.
        assertThat(writers.ends()).as("call %d", call).contains("CONNECTION");
      } catch (IOException | CacheException e) {
        // Killed before it was ready: recovery is under the same test.
        assertThat(shard.awaitEnd()).as("call %d: %s", call, e.getMessage()).isNotZero();
      }
    }
    boolean written = writers.count() > before;
    try (ShardProcess shard = ShardProcess.start(own, settings)) {
      assertThat(shard.awaitReady()).doesNotContain("corrupt");
      try (SocketCacheConnection connection = shard.connect()) {
        writers.verify(connection);
      }
      shard.stop();
    }
    return written;
  }

  @Test
  @Timeout(120)
  void errorOfAForce_nothingIsAcknowledgedAndTheProcessEndsWithoutARetry(@TempDir Path logs)
      throws Exception {
    assumeThat(straceWorks()).isTrue();
    // Each thread's calls are counted for themselves; a start makes a few.
    for (int call : new int[] {8, 16, 48}) {
      Path trace = logs.resolve("trace" + call);
      Path own = Files.createDirectory(folder.resolve("eio" + call));
      Writers writers = new Writers();
      Map<String, String> settings = Map.of("SUTRA_CACHE_SYNC", "always");
      List<String> wrapper =
          List.of(
              "strace",
              "-f",
              "-q",
              "-ttt",
              "-o",
              trace.toString(),
              "-e",
              "trace=fdatasync,exit_group",
              "-e",
              "inject=fdatasync:error=EIO:when=" + call + "+");
      try (ShardProcess shard = ShardProcess.start(wrapper, own, settings)) {
        shard.awaitReady();
        for (Thread thread : writers.start(shard, 4)) {
          thread.join();
        }
        assertThat(shard.awaitEnd()).isEqualTo(74);
      }
      List<String> calls = Files.readAllLines(trace);
      String failed = calls.stream().filter(l -> l.contains("EIO")).findFirst().orElseThrow();
      String exit =
          calls.stream().filter(l -> l.contains("exit_group(74")).findFirst().orElseThrow();
      assertThat(seconds(exit) - seconds(failed)).isBetween(0.0, 1.0);
      String thread = failed.split(" ", -1)[0] + " ";
      assertThat(calls.subList(calls.indexOf(failed) + 1, calls.size()))
          .noneMatch(line -> line.startsWith(thread) && line.contains("fdatasync("));
      try (ShardProcess shard = ShardProcess.start(own, settings)) {
        shard.awaitReady();
        try (SocketCacheConnection connection = shard.connect()) {
          writers.verify(connection);
        }
      }
    }
  }

  /** When a line of strace was written: {@code pid seconds.micros call}. */
  private static double seconds(String line) {
    return Double.parseDouble(line.strip().split(" +", -1)[1]);
  }
}

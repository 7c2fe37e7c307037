package io.sutra.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HeldProcessTest {

  private static final long LIMIT = 1_000;

  @TempDir private Path folder = Path.of("set by JUnit");

  private HeldProcess start(String script) throws Exception {
    var limit = new OutputLimit(LIMIT, folder.resolve("before.log"), Duration.ofSeconds(1));
    return HeldProcess.start(
        List.of("sh", "-c", script),
        Map.of("PATH", System.getenv("PATH")),
        folder,
        folder.resolve("out.log"),
        limit);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("it does not come in time");
      }
      Thread.onSpinWait();
    }
  }

  private long size(String file) {
    return folder.resolve(file).toFile().length();
  }

  @Test
  void output_longerThanItsLimit_beginsAnewInTheSameFile() throws Exception {
    String line = "x".repeat(99);
    try (HeldProcess held =
        start("while [ ! -e stop ]; do echo " + line + "; sleep 0.02; done; echo last")) {
      held.release();
      await(() -> size("before.log") > LIMIT);
      Files.createFile(folder.resolve("stop"));
      await(() -> !held.identity().isAlive());

      assertThat(Files.readAllLines(folder.resolve("before.log"))).contains(line);
      assertThat(Files.readAllLines(folder.resolve("out.log"))).isSubsetOf(line, "last");
    }
  }

  @Test
  void start_itsProcessIsTheProgramAndTheWatcherEndsAfterIt() throws Exception {
    try (HeldProcess held = start("echo $$; while [ ! -e stop ]; do sleep 0.02; done")) {
      held.release();
      await(() -> size("out.log") > 0);
      long pid = held.identity().pid();
      ProcessHandle watcher = watcher(pid).orElseThrow();

      assertThat(folder.resolve("out.log")).hasContent(Long.toString(pid));
      Files.createFile(folder.resolve("stop"));
      watcher.onExit().join();
    }
  }

  private static Optional<ProcessHandle> watcher(long pid) {
    return ProcessHandle.of(pid)
        .orElseThrow()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("kill -0"))
        .findFirst();
  }

  @Test
  void close_withoutRelease_runsNothing() throws Exception {
    HeldProcess held = start("echo ran");
    held.close();

    await(() -> !held.identity().isAlive());
    assertThat(size("out.log")).isZero();
  }
}

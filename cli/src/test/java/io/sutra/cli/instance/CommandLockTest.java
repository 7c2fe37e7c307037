package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CommandLockTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void alone_nobodyElse_doesTheWorkAtOnce() {
    List<String> waits = new ArrayList<>();

    assertThat(CommandLock.alone(folder.resolve("run/lock"), "./sutra up", waits::add, () -> 7))
        .isEqualTo(7);
    assertThat(waits).isEmpty();
  }

  @Test
  void alone_anotherHoldsIt_waitsAndSaysForWhom() throws Exception {
    Path lock = folder.resolve("lock");
    var inside = new CountDownLatch(1);
    var waited = new CompletableFuture<String>();
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () ->
                CommandLock.alone(
                    lock,
                    "./sutra up",
                    unused -> {},
                    () -> {
                      inside.countDown();
                      // The other one says that it waits before this one is done.
                      return waited.join();
                    }));
    inside.await();

    CommandLock.alone(lock, "./sutra down", waited::complete, () -> true);

    assertThat(first.get(30, TimeUnit.SECONDS))
        .startsWith("Waiting for ./sutra up (process " + ProcessHandle.current().pid() + ", since");
  }

  @Test
  void alone_noSpaceForTheName_doesTheWorkNevertheless() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Path lock = Files.createSymbolicLink(folder.resolve("lock"), full);

    assertThat(CommandLock.alone(lock, "./sutra down", unused -> {}, () -> 7)).isEqualTo(7);
  }

  @Test
  void shared_fileThatCannotBeMade_doesNotWait() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(CommandLock.shared(file.resolve("lock"), unused -> {}, () -> 7)).isEqualTo(7);
  }
}

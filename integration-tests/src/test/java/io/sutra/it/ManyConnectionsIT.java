package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections to the embedding service that stay open and ask once in ten seconds, most of
 * them for what was asked before, on two cores. How long that takes is measured by {@code ./sutra
 * bench scaling}.
 */
class ManyConnectionsIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");
  private static final int CONNECTIONS = FULL ? 3_000 : 300;
  private static final int ASKS = FULL ? 12 : 2;
  private static final Duration PERIOD = Duration.ofSeconds(FULL ? 10 : 5);
  private static final double REPEATED = 0.85;
  private static final int KNOWN_TEXTS = 200;

  @TempDir private Path home;
  private SutraInstance sutra;
  private final Collection<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    sutra = new SutraInstance(home);
    // What it starts inherits the two cores.
    SutraInstance.Result up =
        sutra.run(
            List.of("taskset", "-c", "0,1", SutraInstance.ROOT.resolve("sutra").toString(), "up"),
            Map.of());
    assertThat(up.exit()).as(up.output()).isZero();
  }

  @AfterEach
  void stop() throws Exception {
    sutra.down();
  }

  @Test
  void embed_manyOpenConnections_areAllAnswered() throws Exception {
    for (int i = 0; i < KNOWN_TEXTS; i++) {
      assertThat(sutra.embedding().embed(body("known text " + i)).status()).isEqualTo(200);
    }

    var open = new CountDownLatch(CONNECTIONS);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        callers.execute(() -> ask(number, open));
      }
    }

    assertThat(failures).isEmpty();
    assertThat(answered).hasValue(CONNECTIONS * ASKS);
  }

  private static String body(String text) {
    return "{\"texts\": [\"" + text + "\"]}";
  }

  /** One connection: the first asks at once, the last just before the first asks again. */
  private void ask(int number, CountDownLatch open) {
    try (var connection = new OpenConnection(sutra.embeddingPort())) {
      open.countDown();
      open.await();
      long due = System.nanoTime() + PERIOD.toNanos() / CONNECTIONS * number;
      var random = new Random(number);
      for (int i = 0; i < ASKS; i++, due += PERIOD.toNanos()) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        boolean known = random.nextDouble() < REPEATED;
        String text =
            known ? "known text " + random.nextInt(KNOWN_TEXTS) : "text " + i + " of " + number;
        int status = connection.post(body(text));
        if (status == 200) {
          answered.incrementAndGet();
        } else {
          failures.add("the answer was " + status);
        }
      }
    } catch (Exception e) {
      open.countDown();
      failures.add(e.toString());
    }
  }
}

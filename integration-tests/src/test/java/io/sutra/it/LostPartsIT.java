package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.FaultyLink.Fault;
import io.sutra.it.HttpProbe.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The embedding service without its shard and without ml-base. Its memory is switched off, so that
 * every hit is the shard's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LostPartsIT {

  private static final int TEXTS = 40;
  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static HttpProbe http;
  private static FaultyLink link;
  private static @Nullable Process embedding;
  private static @Nullable Process shard;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    sutra.up(Map.of());
    end(sutra.process("embedding"));
    http = sutra.embedding();
    link = new FaultyLink(sutra.cachePort());
    startEmbedding();
    for (int i = 0; i < TEXTS; i++) {
      assertThat(ask(i).status()).isEqualTo(200);
    }
    awaitHits(Duration.ofSeconds(10));
  }

  private static void startEmbedding() throws Exception {
    StartedServer started =
        sutra.startEmbedding(
            Map.of(
                "SUTRA_CACHE_PORT",
                Integer.toString(link.port()),
                "SUTRA_L1_CAPACITY",
                "0",
                "SUTRA_DRAIN_DELAY",
                "0"));
    embedding = started.process();
    started.awaitOk(http, "/health/ready");
  }

  private static void end(@Nullable Process process) throws Exception {
    if (process != null) {
      end(process.toHandle());
    }
  }

  private static void end(ProcessHandle process) throws Exception {
    process.destroy();
    process.onExit().get(1, TimeUnit.MINUTES);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      end(embedding);
      end(shard);
    } finally {
      link.close();
      sutra.down();
    }
  }

  private static Answer ask(int text) {
    return http.embed("{\"texts\": [\"text number " + text + " of the lost parts\"]}");
  }

  private static boolean isHit(int text) {
    return ask(text).hits().equals("1/1");
  }

  private static void awaitHits(Duration limit) throws Exception {
    int[] next = {0};
    Waiting.within(limit, () -> isHit(next[0]++ % TEXTS));
  }

  /** What four callers saw while something was wrong. */
  private record Seen(int failures, int hits, List<Long> slowest) {}

  private static Seen load(Duration span) throws Exception {
    long end = System.nanoTime() + span.toNanos();
    int failures = 0;
    int hits = 0;
    List<Long> times = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Seen>> calls = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        calls.add(callers.submit(caller(caller, end)));
      }
      for (Future<Seen> call : calls) {
        failures += call.get().failures();
        hits += call.get().hits();
        times.addAll(call.get().slowest());
      }
    }
    times.sort(null);
    return new Seen(failures, hits, times);
  }

  private static Callable<Seen> caller(int number, long end) {
    return () -> {
      int failures = 0;
      int hits = 0;
      List<Long> times = new ArrayList<>();
      for (int i = number; System.nanoTime() < end; i += 4) {
        long start = System.nanoTime();
        Answer answer = ask(i % TEXTS);
        times.add(System.nanoTime() - start);
        failures += answer.status() == 200 ? 0 : 1;
        hits += answer.hits().equals("1/1") ? 1 : 0;
      }
      return new Seen(failures, hits, times);
    };
  }

  private static Duration percentile(Seen seen, int percent) {
    return Duration.ofNanos(seen.slowest().get(seen.slowest().size() * percent / 100));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BLACKHOLE", "RESET", "TRICKLE"})
  @Order(1)
  void embed_shardBehindABrokenLink_failsNobodyAndHasItBackSoon(Fault fault) throws Exception {
    Duration span = Duration.ofSeconds(FULL ? 20 : 3);
    link.become(fault);
    Seen opening = load(Duration.ofSeconds(2));
    Seen open = load(span);
    link.become(Fault.NONE);
    awaitHits(Duration.ofSeconds(5));

    assertThat(opening.failures() + open.failures()).isZero();
    assertThat(open.hits()).isZero();
    // No look-up is waited for any more; what is left is inference.
    // Three seconds on a busy machine have no 99th percentile to speak of: only the long form asks.
    assertThat(FULL ? percentile(open, 99) : percentile(open, 50))
        .isLessThan(Duration.ofMillis(FULL ? 250 : 900));
  }

  @Test
  @Order(2)
  void embed_shardKilledAndStartedAgain_failsNobodyAndHasItBackSoon() throws Exception {
    sutra.process("cache-shard").destroyForcibly();
    Seen gone = load(Duration.ofSeconds(3));
    shard = sutra.startShard();
    awaitHits(Duration.ofSeconds(5));

    assertThat(gone.failures()).isZero();
    assertThat(http.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  @Order(3)
  void embed_mlBaseGone_answersWhatIsCachedAndRefusesTheRestWithinASecond() throws Exception {
    sutra.process("ml-base").descendants().forEach(ProcessHandle::destroyForcibly);
    sutra.process("ml-base").destroyForcibly();
    Waiting.until(() -> http.get("/health/ready").body().contains("\"ml_base\":\"unreachable\""));

    for (int i = 0; i < 20; i++) {
      assertThat(ask(i).hits()).isEqualTo("1/1");
      long start = System.nanoTime();
      Answer miss = http.embed("{\"texts\": [\"never seen " + i + "\"]}");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(miss.status()).isEqualTo(503);
      assertThat(miss.header("Retry-After")).isNotEmpty();
      assertThat(miss.error().getString("code")).isEqualTo("not_ready");
    }
    assertThat(http.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  @Order(4)
  void embed_restartedWhileMlBaseIsGone_answersWhatIsCached() throws Exception {
    end(embedding);
    startEmbedding();

    Waiting.within(Duration.ofSeconds(20), () -> isHit(0));
    assertThat(ask(1).hits()).isEqualTo("1/1");
    assertThat(http.embed("{\"texts\": [\"never seen\"]}").status()).isEqualTo(503);
  }
}

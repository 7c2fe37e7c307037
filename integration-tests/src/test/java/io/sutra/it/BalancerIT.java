package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import io.sutra.it.SteadyLoad.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * HAProxy before three replicas of ml-base, in which a wait stands in for inference: each replica
 * can answer twenty texts a second with each of its threads, whatever else the machine does.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BalancerIT {

  private static final boolean FULL = Boolean.getBoolean("sutra.full");
  private static final List<String> REPLICAS = List.of("ml-base-1", "ml-base-2", "ml-base-3");

  /** Few enough that two processors have time for three times what comes of it. */
  private static final int THREADS = FULL ? 4 : 2;

  private static final Map<String, String> FIXED_WAIT =
      Map.of(
          "SUTRA_TEST_INFERENCE_WAIT",
          "50",
          "SUTRA_INFERENCE_THREADS",
          Integer.toString(THREADS),
          // The balancer must notice that a replica is about to end.
          "SUTRA_DRAIN_DELAY",
          "2");

  /** What three replicas carry at most: so many texts at once in each, 50 ms a text. */
  private static final int MOST = 3 * THREADS * 20;

  /** 70 % of what three replicas carry. */
  private static final int LOAD = MOST * 7 / 10;

  /** A replica that hangs is found after this; a busy machine in a short run may add to it. */
  private static final Duration LONGEST_HANG = Duration.ofMillis(FULL ? 2_500 : 30_000);

  /** A check that comes late on a busy machine takes a replica out for a moment. */
  private static final double SPREAD = FULL ? 0.02 : 0.06;

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private final List<SteadyLoad> loads = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    up();
    warmUp();
  }

  /** A load on servers that were just started, on few processors, keeps them from being checked. */
  private static void warmUp() throws Exception {
    HttpProbe http = sutra.mlBase();
    try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 400; i++) {
        String body = "{\"texts\": [\"warm " + i + "\"]}";
        callers.execute(() -> http.embed(body));
      }
    }
    awaitAllUp();
  }

  private static void up() throws Exception {
    up(FIXED_WAIT);
  }

  private static void up(Map<String, String> environment) throws Exception {
    SutraInstance.Result up = sutra.sutra(environment, "up", "--scaling");
    assertThat(up.exit()).as(up.output()).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  @AfterEach
  void endLoads() {
    loads.forEach(SteadyLoad::close);
  }

  /** A column of the statistics for a server of the balancer. */
  private static String statistic(String server, String column) {
    List<String> lines = sutra.statistics().get("/stats;csv").body().lines().toList();
    List<String> columns = List.of(lines.getFirst().replace("# ", "").split(",", -1));
    return lines.stream()
        .filter(line -> line.startsWith("ml_base," + server + ","))
        .map(line -> line.split(",", -1)[columns.indexOf(column)])
        .findFirst()
        .orElseThrow();
  }

  private static int answered(String server) {
    return Integer.parseInt(statistic(server, "stot"));
  }

  private static void awaitAllUp() throws Exception {
    for (String replica : REPLICAS) {
      Waiting.until(() -> statistic(replica, "status").equals("UP"));
    }
  }

  /** Each is up, and no longer at the small share with which one that came back begins. */
  private static void awaitFullShares() throws Exception {
    for (String replica : REPLICAS) {
      Waiting.until(() -> statistic(replica, "weight").equals("100"));
    }
  }

  private static void signal(String name, String server) throws Exception {
    long pid = sutra.process(server).pid();
    assertThat(sutra.run(List.of("kill", "-" + name, Long.toString(pid)), Map.of()).exit())
        .isZero();
  }

  private SteadyLoad startLoad() throws Exception {
    SteadyLoad load = SteadyLoad.start(sutra.mlBasePort(), LOAD);
    loads.add(load);
    load.awaitAnswers(LOAD / 2);
    return load;
  }

  private SteadyLoad startTooMuchLoad() {
    SteadyLoad load = SteadyLoad.startTooMuch(sutra.mlBasePort(), 3 * MOST);
    loads.add(load);
    return load;
  }

  private static Result assertNothingFailed(SteadyLoad load) throws Exception {
    Result result = load.stop();
    assertThat(result.failures()).as(result.toString()).isEmpty();
    return result;
  }

  @Test
  @Order(1)
  void embed_300EqualRequests_areSpreadEvenly() throws Exception {
    // A replica that is still compiling its code holds its requests longer, and gets fewer.
    SteadyLoad first = startLoad();
    first.awaitAnswers((FULL ? 5 : 1) * LOAD);
    assertNothingFailed(first);
    awaitFullShares();

    List<Integer> before = REPLICAS.stream().map(BalancerIT::answered).toList();
    HttpProbe http = sutra.mlBase();
    try (ExecutorService callers = Executors.newFixedThreadPool(12)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(callers.submit(() -> http.embed("{\"texts\": [\"equal\"]}")));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(200);
      }
    }

    for (int i = 0; i < REPLICAS.size(); i++) {
      assertThat((answered(REPLICAS.get(i)) - before.get(i)) / 300.0)
          .as(REPLICAS.get(i))
          .isBetween(1 / 3.0 - SPREAD, 1 / 3.0 + SPREAD);
    }
  }

  @Test
  @Order(2)
  void info_waitInThePlaceOfInference_saysSo() throws Exception {
    assertThat(sutra.mlBase().get("/info").json().getInt("test_inference_wait_ms")).isEqualTo(50);
    assertThat(sutra.sutra(Map.of(), "logs", "ml-base-1").output())
        .contains("SUTRA_TEST_INFERENCE_WAIT is 50");
  }

  @Test
  @Order(3)
  void status_everythingRuns_namesEachReplicaAndTheBalancer() throws Exception {
    SutraInstance.Result status = sutra.sutra(Map.of(), "status");

    assertThat(status.exit()).as(status.output()).isZero();
    for (String server : List.of("ml-base-1", "ml-base-2", "ml-base-3", "ml-base-lb")) {
      assertThat(status.output()).containsPattern(server + " +ready ");
    }
  }

  @Test
  @Order(4)
  void embed_slowClients_areClosedAndHarmNobody() throws Exception {
    Duration usual;
    SteadyLoad before = startLoad();
    before.awaitAnswers(3 * LOAD);
    usual = assertNothingFailed(before).percentile(99);

    SteadyLoad load = startLoad();
    List<Future<Duration>> slow = SlowClients.start(sutra.mlBasePort(), FULL ? 1_000 : 200);
    for (Future<Duration> client : slow) {
      assertThat(client.get()).isLessThan(Duration.ofSeconds(FULL ? 5 : 25));
    }
    Result result = assertNothingFailed(load);

    if (FULL) {
      assertThat(result.percentile(99)).as(result.toString()).isLessThan(usual.multipliedBy(2));
    }
  }

  @Test
  @Order(5)
  void embed_replicaHangs_failsNobody() throws Exception {
    for (int round = 0; round < (FULL ? 5 : 1); round++) {
      String victim = REPLICAS.get(round % 3);
      awaitFullShares();
      SteadyLoad load = startLoad();
      load.awaitAnswers(LOAD);
      signal("STOP", victim);
      try {
        Waiting.until(() -> statistic(victim, "status").equals("DOWN"));
        load.awaitAnswers(LOAD);
      } finally {
        signal("CONT", victim);
      }

      Result result = assertNothingFailed(load);
      assertThat(result.longest()).as(result.toString()).isLessThan(LONGEST_HANG);
    }
  }

  @Test
  @Order(6)
  void embed_balancerReloads_failsNobody() throws Exception {
    SteadyLoad load = startLoad();
    for (int round = 0; round < (FULL ? 10 : 2); round++) {
      SutraInstance.Result reload = sutra.sutra(FIXED_WAIT, "restart", "ml-base-lb");
      assertThat(reload.exit()).as(reload.output()).isZero();
      load.awaitAnswers(LOAD / 4);
    }

    assertNothingFailed(load);
  }

  @Test
  @Order(7)
  void restart_underLoad_failsNobody() throws Exception {
    SteadyLoad load = startLoad();
    String[] command = FULL ? new String[] {"restart"} : new String[] {"restart", "ml-base-1"};
    long before = sutra.process("ml-base-1").pid();
    SutraInstance.Result restart = sutra.sutra(FIXED_WAIT, command);

    assertThat(restart.exit()).as(restart.output()).isZero();
    assertThat(sutra.process("ml-base-1").pid()).isNotEqualTo(before);
    assertNothingFailed(load);
  }

  @Test
  @Order(8)
  void embed_replicaKilled_failsNobody() throws Exception {
    for (int round = 0; round < (FULL ? 20 : 1); round++) {
      String victim = REPLICAS.get(round % 3);
      up();
      awaitAllUp();
      SteadyLoad load = startLoad();
      ProcessHandle process = sutra.process(victim);
      process.destroyForcibly();
      process.onExit().get(1, TimeUnit.MINUTES);
      Waiting.until(() -> statistic(victim, "status").equals("DOWN"));
      load.awaitAnswers(LOAD);

      Result result = assertNothingFailed(load);
      if (FULL) {
        assertThat(result.percentile(99)).as(result.toString()).isLessThan(Duration.ofSeconds(2));
      }
    }
  }

  @Test
  @Order(9)
  void embed_allReplicasDown_answersWhatIsCachedAndRefusesTheRestWithRetryAfter() throws Exception {
    up();
    awaitAllUp();
    String cached = "{\"texts\": [\"asked before they went\"]}";
    assertThat(sutra.embedding().embed(cached).status()).isEqualTo(200);
    for (String replica : REPLICAS) {
      sutra.process(replica).destroyForcibly();
      Waiting.until(() -> statistic(replica, "status").equals("DOWN"));
    }

    assertThat(sutra.embedding().embed(cached).hits()).isEqualTo("1/1");
    for (HttpProbe http : List.of(sutra.mlBase(), sutra.embedding())) {
      Answer refused = http.embed("{\"texts\": [\"never asked before\"]}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.error().getString("code")).isEqualTo("not_ready");
    }
  }

  @Test
  @Order(10)
  void embed_threeTimesTheLoad_answersWhatItCanAndRefusesTheRest() throws Exception {
    sutra.down();
    Map<String, String> shortQueue = new HashMap<>(FIXED_WAIT);
    shortQueue.put("SUTRA_QUEUE_TOKENS", "256");
    up(shortQueue);
    warmUp();
    SteadyLoad load = startTooMuchLoad();
    if (FULL) {
      // What is just being compiled is not what the bar is about.
      load.awaitAnswers(20 * 3 * MOST);
      load.stop();
      load = startTooMuchLoad();
    }
    long begin = System.nanoTime();
    load.awaitAnswers((FULL ? 60 : 6) * 3 * MOST);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Result result = load.stop();

    assertThat(result.failures()).as(result.toString()).isEmpty();
    assertThat(result.refusals()).as(result.toString()).isNotEmpty();
    if (FULL) {
      assertThat(result.answered() / seconds).as(result.toString()).isGreaterThan(0.8 * MOST);
      assertThat(result.refusals().getLast())
          .as("slowest refusal; p99 %s; %s", result.refusalPercentile(99), result)
          .isLessThan(Duration.ofMillis(100));
    }

    // As before, at once: what waits is done within the queue's second.
    Waiting.until(() -> sutra.mlBase().embed("{\"texts\": [\"calm\"]}").status() == 200);
    assertNothingFailed(startLoad());
  }
}

package io.sutra.cli.validate;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.runtime.BalancerStatistics;
import io.sutra.cli.runtime.BalancerStatistics.Replica;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.Patience;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Phase 2: replicas behind the balancer share the work, and losing one loses no request. */
final class ReplicaPhase implements Phase {

  private static final int PHASE = 2;

  private static final int CONCURRENT = 100;
  private static final int WARM_UP_ROUNDS = 3;

  /** Of an even share: the balancer gives more to a replica that answers sooner. */
  private static final double LEAST_SHARE = 0.5;

  private static final int CALLERS = 8;
  private static final Duration BEFORE_THE_LOSS = Duration.ofSeconds(1);
  private static final Duration AFTER_THE_LOSS = Duration.ofSeconds(5);
  private static final double LONGEST_SECONDS = 2.5;

  /** A replica that came back gets its full share by and by: "slowstart" of the balancer. */
  private static final int SLOW_START_SECONDS = 10;

  private static final Duration LONGEST_SLOW_START = Duration.ofSeconds(20);

  private static final Duration LONGEST_RETURN = Duration.ofSeconds(15);

  private final ServiceClient balancer;
  private final Deployment deployment;
  private final boolean faults;

  /**
   * Asks {@code balancer}, past the caches.
   *
   * @param faults whether a replica may be killed
   */
  ReplicaPhase(ServiceClient balancer, Deployment deployment, boolean faults) {
    this.balancer = balancer;
    this.deployment = deployment;
    this.faults = faults;
  }

  @Override
  public List<Check> run(Progress progress) throws IOException {
    List<Check> checks = new ArrayList<>();
    int promised = deployment.mlBases().size();
    if (deployment.statistics().isEmpty()) {
      checks.add(
          new Check(
              PHASE,
              "replicas that are up",
              "1, without a balancer",
              "at least 2: SUTRA_EDITION=community, or --scaling",
              false));
      return checks;
    }
    BalancerStatistics statistics = deployment.statistics().orElseThrow();
    // A replica whose code is not compiled yet is slower, and rightly gets less; it may also miss
    // a check over it.
    progress.step("warming the replicas");
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      atOnce();
    }
    progress.step("waiting until every replica has its full share");
    awaitFullShares(statistics);
    long up = statistics.read().replicas().stream().filter(Replica::up).count();
    checks.add(
        new Check(PHASE, "replicas that are up", Long.toString(up), "" + promised, up == promised));
    progress.step(CONCURRENT + " requests at once");
    spread(statistics, checks);
    if (faults) {
      progress.step("losing a replica under load");
      failover(statistics, checks, progress);
    }
    return checks;
  }

  /** When it does not come to that, the checks say so. */
  private static void awaitFullShares(BalancerStatistics statistics) throws IOException {
    long deadline = System.nanoTime() + LONGEST_SLOW_START.toNanos();
    while (System.nanoTime() < deadline) {
      List<Replica> replicas = statistics.read().replicas();
      if (replicas.stream().allMatch(Replica::up)
          && replicas.stream().allMatch(replica -> replica.unchanged() > SLOW_START_SECONDS)) {
        return;
      }
      Patience.pause();
    }
  }

  private void spread(BalancerStatistics statistics, List<Check> checks) throws IOException {
    Map<String, Long> before = answered(statistics);
    int failed = atOnce();
    Map<String, Long> after = answered(statistics);
    ToLongFunction<String> share =
        name -> after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    double total = after.keySet().stream().mapToLong(share).sum();
    double even = 100.0 / after.size();
    checks.add(
        new Check(
            PHASE,
            "failed of " + CONCURRENT + " requests at once",
            Integer.toString(failed),
            "0",
            failed == 0));
    checks.add(
        new Check(
            PHASE,
            "spread of them over the replicas",
            after.keySet().stream()
                .map(name -> "%.0f %%".formatted(100 * share.applyAsLong(name) / total))
                .collect(Collectors.joining(", ")),
            "each at least %.0f %%".formatted(LEAST_SHARE * even),
            after.keySet().stream()
                .allMatch(name -> 100 * share.applyAsLong(name) / total >= LEAST_SHARE * even)));
  }

  /** Sends {@link #CONCURRENT} requests at once and gives how many failed. */
  private int atOnce() {
    AtomicInteger failed = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONCURRENT; i++) {
        callers.execute(
            () -> {
              if (!succeeds()) {
                failed.incrementAndGet();
              }
            });
      }
    }
    return failed.get();
  }

  private static Map<String, Long> answered(BalancerStatistics statistics) throws IOException {
    return statistics.read().replicas().stream()
        .collect(Collectors.toMap(Replica::name, Replica::answered, Long::sum, LinkedHashMap::new));
  }

  private boolean succeeds() {
    try {
      return balancer.embed(List.of(Texts.unique("replicas")), OptionalInt.empty()).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void failover(BalancerStatistics statistics, List<Check> checks, Progress progress) {
    String victim = deployment.mlBases().getLast().name();
    AtomicInteger failed = new AtomicInteger();
    List<Double> seconds = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (!over.get()) {
                long start = System.nanoTime();
                if (!succeeds()) {
                  failed.incrementAndGet();
                }
                seconds.add((System.nanoTime() - start) / 1e9);
              }
            });
      }
      try {
        Patience.pause(BEFORE_THE_LOSS);
        deployment.kill(victim);
        Patience.pause(AFTER_THE_LOSS);
      } finally {
        over.set(true);
      }
    }
    double slowest = seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    checks.add(
        new Check(
            PHASE,
            "failed of %,d requests while %s was killed".formatted(seconds.size(), victim),
            failed.toString(),
            "0",
            failed.get() == 0));
    checks.add(
        new Check(
            PHASE,
            "the slowest of them",
            "%.2f s".formatted(slowest),
            "≤ " + LONGEST_SECONDS + " s",
            slowest <= LONGEST_SECONDS));
    deployment.revive(victim, progress);
    long start = System.nanoTime();
    Patience.await(
        LONGEST_RETURN,
        () -> statistics.read().replicas().stream().allMatch(Replica::up),
        () -> victim + " is ready, and the balancer does not find it so.");
    checks.add(
        new Check(
            PHASE,
            victim + ", once ready again, gets requests after",
            "%.1f s".formatted((System.nanoTime() - start) / 1e9),
            "≤ " + LONGEST_RETURN.toSeconds() + " s",
            true));
  }
}

package io.sutra.cli.validate;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.client.ServiceClient.Answer;
import io.sutra.cli.instance.RememberedSettings;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.runtime.Patience;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.CacheSettings;
import io.sutra.settings.Component;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Phase 1: what was computed once is answered from memory or from the shard. */
final class CachePhase implements Phase {

  private static final int PHASE = 1;

  private static final int STREAM_TEXTS = 20;
  private static final int STREAM_REQUESTS = 400;

  /** What the stream of real texts has to reach; this one, of few texts, reaches more. */
  private static final double HIT_RATE = 0.85;

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

  private final ServiceClient service;
  private final Deployment deployment;
  private final RememberedSettings settings;
  private final boolean faults;

  /**
   * Asks {@code service}.
   *
   * @param settings that the servers were started with
   * @param faults whether the shard and the service may be restarted
   */
  CachePhase(
      ServiceClient service, Deployment deployment, RememberedSettings settings, boolean faults) {
    this.service = service;
    this.deployment = deployment;
    this.settings = settings;
    this.faults = faults;
  }

  @Override
  public List<Check> run(Progress progress) throws IOException {
    List<Check> checks = new ArrayList<>();
    if (!settings.reader(Component.EMBEDDING).get(CacheSettings.ENABLED)) {
      return List.of(
          Check.skipped(
              PHASE,
              "the caches",
              CacheSettings.ENABLED.key() + " is false, so nothing is cached",
              "hits"));
    }
    // Whatever comes first after a start is slower than what is measured here.
    ask(Texts.unique("warming up"));
    firstAndSecond(checks);
    hitRate(checks);
    if (faults) {
      persistence(checks, progress);
    }
    return checks;
  }

  private Answer ask(String text) throws IOException {
    return VectorPhase.ok(service.embed(List.of(text), OptionalInt.empty()));
  }

  private void firstAndSecond(List<Check> checks) throws IOException {
    String text = Texts.unique("the first and the second request");
    long start = System.nanoTime();
    Answer first = ask(text);
    Answer second = ask(text);
    boolean expired = expiredSince(start);
    checks.add(
        new Check(
            PHASE,
            "first request for a text",
            "%.1f ms, %d of 1 from a cache".formatted(first.millis(), first.hits()),
            "0 of 1 from a cache",
            first.hits() == 0));
    if (expired && second.hits() == 0) {
      checks.add(skippedForTheTimeToLive("second request for it", "1 of 1 from a cache"));
      return;
    }
    checks.add(
        new Check(
            PHASE,
            "second request for it",
            "%.1f ms, %d of 1 from a cache, the numbers %s"
                .formatted(
                    second.millis(),
                    second.hits(),
                    Arrays.equals(first.vector(), second.vector()) ? "the same" : "others"),
            "1 of 1 from a cache, the same numbers",
            second.hits() == 1 && Arrays.equals(first.vector(), second.vector())));
  }

  private void hitRate(List<Check> checks) throws IOException {
    List<String> texts =
        IntStream.range(0, STREAM_TEXTS).mapToObj(i -> Texts.unique("the hit rate")).toList();
    var random = new Random(1);
    String what = "hit rate of %d requests for %d texts".formatted(STREAM_REQUESTS, STREAM_TEXTS);
    long start = System.nanoTime();
    double before = number("total_requests");
    double hitsBefore = number("l1_hits") + number("l2_hits");
    for (int i = 0; i < STREAM_REQUESTS; i++) {
      // The square makes some texts likelier than others.
      double place = random.nextDouble();
      ask(texts.get((int) (place * place * STREAM_TEXTS)));
    }
    double asked = number("total_requests") - before;
    double hits = number("l1_hits") + number("l2_hits") - hitsBefore;
    if (expiredSince(start)) {
      checks.add(skippedForTheTimeToLive(what, "≥ " + HIT_RATE));
      return;
    }
    checks.add(
        new Check(
            PHASE,
            what,
            "%.3f".formatted(asked == 0 ? 0 : hits / asked),
            "≥ " + HIT_RATE,
            asked > 0 && hits / asked >= HIT_RATE));
  }

  private Duration timeToLive() {
    return settings.reader(Component.EMBEDDING).get(CacheSettings.TIME_TO_LIVE);
  }

  private boolean expiredSince(long start) {
    return System.nanoTime() - start >= timeToLive().toNanos();
  }

  private Check skippedForTheTimeToLive(String what, String promised) {
    return Check.skipped(
        PHASE,
        what,
        "what is cached expires after "
            + timeToLive().toSeconds()
            + " s ("
            + CacheSettings.TIME_TO_LIVE.key()
            + "), before this was measured",
        promised);
  }

  private double number(String field) throws IOException {
    Map<String, Object> statistics = service.get("/cache/stats");
    return statistics.get(field) instanceof Number number ? number.doubleValue() : 0;
  }

  /** The service restarts too, because its memory would answer instead of the shard. */
  private void persistence(List<Check> checks, Progress progress) throws IOException {
    String what = "after a restart of the shard and the embedding service";
    String kept = "1 of 1 from the shard, the same numbers";
    String text = Texts.unique("a restart");
    long start = System.nanoTime();
    double written = number("l2_written");
    Answer before = ask(text);
    Patience.await(
        LONGEST_WRITE,
        () -> number("l2_written") > written,
        () ->
            "No vector was written to the shard within "
                + LONGEST_WRITE.toSeconds()
                + " s: GET /cache/stats says whether l2_available is true, ./sutra logs "
                + deployment.shard()
                + " what the shard says.");
    deployment.restart(List.of(deployment.shard(), deployment.embedding()), progress);
    double hits = number("l2_hits");
    Answer after = ask(text);
    boolean same = Arrays.equals(before.vector(), after.vector());
    if (expiredSince(start)) {
      checks.add(skippedForTheTimeToLive(what, kept));
      return;
    }
    checks.add(
        new Check(
            PHASE,
            what,
            "%.0f of 1 from the shard, the numbers %s"
                .formatted(number("l2_hits") - hits, same ? "the same" : "others"),
            kept,
            number("l2_hits") - hits == 1 && same));
  }
}

package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Three times the texts per second that 32 clients got out of ml-base, and how soon it is itself
 * again: a probe of ten words, ten times a second, is compared with the same probe before.
 */
final class OverloadPart {

  private static final double LOAD = 3;
  private static final Duration PROBE_PAUSE = Duration.ofMillis(100);
  private static final int PROBES_OF_A_SECOND = 10;
  private static final Duration GIVE_UP = Duration.ofSeconds(90);
  // A probe's median is normal again below this multiple of what it was.
  private static final double NORMAL = 1.5;

  /**
   * What overload did.
   *
   * @param offered requests per second that arrived
   * @param goodput tokens per second answered while they did
   * @param statuses how many requests ended with which status, or with which failure
   * @param refusalMillis p50, p99 and largest time to a refusal; empty without one
   * @param withoutRetryAfter refusals that lacked the header
   * @param recovery until the probe was normal again; as long as it was watched if never
   * @param clientShare of all cores' time, used by the load generator
   * @param connections the most requests under way at once
   */
  record Result(
      double offered,
      double goodput,
      Map<String, Long> statuses,
      List<Double> refusalMillis,
      long withoutRetryAfter,
      long otherFailures,
      Duration recovery,
      double clientShare,
      int connections) {}

  private OverloadPart() {}

  static Result measure(
      Options options, Corpus corpus, MlBaseServer server, double peakTextsPerSecond)
      throws IOException {
    SampleText text = corpus.ofTenWords(1).getFirst();
    double normal = Statistics.median(probe(server, text, 3 * PROBES_OF_A_SECOND));
    try (var load = new OpenLoop(server.port())) {
      Duration cpu = ProcessorTime.used();
      long begin = System.nanoTime();
      long end = begin + options.overload().toNanos();
      load.send(LOAD * peakTextsPerSecond, end, corpus);
      double clientShare = ProcessorTime.share(ProcessorTime.used().minus(cpu), options.overload());
      Duration recovery = recovery(server, text, normal);
      Collection<OpenLoop.Outcome> outcomes = load.outcomes();
      long good =
          outcomes.stream()
              .filter(outcome -> outcome.status() == 200 && outcome.done() <= end)
              .mapToLong(OpenLoop.Outcome::tokens)
              .sum();
      List<OpenLoop.Outcome> refused = outcomes.stream().filter(OpenLoop.Outcome::refused).toList();
      List<Double> times = refused.stream().map(OpenLoop.Outcome::millis).toList();
      double seconds = options.overload().toNanos() / 1e9;
      return new Result(
          outcomes.size() / seconds,
          good / seconds,
          statuses(outcomes),
          times.isEmpty()
              ? List.of()
              : List.of(
                  Statistics.median(times),
                  Statistics.percentile(times, 99),
                  Statistics.percentile(times, 100)),
          refused.stream().filter(outcome -> !outcome.retryAfter()).count(),
          outcomes.stream().filter(o -> o.status() != 200 && !o.refused()).count(),
          recovery,
          clientShare,
          load.mostUnderWay());
    }
  }

  private static Map<String, Long> statuses(Collection<OpenLoop.Outcome> outcomes) {
    return outcomes.stream()
        .collect(
            Collectors.groupingBy(
                o -> o.status() == 0 ? o.failure() : Integer.toString(o.status()),
                TreeMap::new,
                Collectors.counting()));
  }

  /** Until the first of three seconds in a row whose median is normal. */
  private static Duration recovery(MlBaseServer server, SampleText text, double normal)
      throws IOException {
    List<Double> times = new ArrayList<>();
    int seconds = 0;
    int normalInARow = 0;
    while (normalInARow < 3 && seconds < GIVE_UP.toSeconds()) {
      while (times.size() < (seconds + 1) * PROBES_OF_A_SECOND) {
        times.addAll(probe(server, text, 1));
      }
      int first = seconds * PROBES_OF_A_SECOND;
      double median = Statistics.median(times.subList(first, first + PROBES_OF_A_SECOND));
      normalInARow = median <= NORMAL * normal ? normalInARow + 1 : 0;
      seconds++;
    }
    return Duration.ofSeconds(seconds - normalInARow);
  }

  /**
   * Times of {@code count} probes in milliseconds; a refused one counts as endless. While one is
   * under way no other is sent; the ones left out count as if they had been, each from its moment.
   */
  private static List<Double> probe(MlBaseServer server, SampleText text, int count)
      throws IOException {
    List<Double> times = new ArrayList<>();
    byte[] body = text.requestBody();
    try (var connection = new HttpConnection(server.port(), GIVE_UP)) {
      while (times.size() < count) {
        long begin = System.nanoTime();
        HttpConnection.Answer answer = connection.post(body);
        double millis = (System.nanoTime() - begin) / 1e6;
        times.add(answer.status() == 200 ? millis : Double.POSITIVE_INFINITY);
        double pause = PROBE_PAUSE.toNanos() / 1e6;
        double left = millis - pause;
        for (; left > 0; left -= pause) {
          times.add(left);
        }
        LockSupport.parkNanos((long) (-left * 1e6));
        if (!answer.reusable()) {
          return times;
        }
      }
    }
    return times;
  }
}

package io.sutra.cli.monitor;

import io.sutra.cli.terminal.Line;
import io.sutra.cli.terminal.Palette.Tone;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What callers of the embedding service get: four lines, each at most 60 columns wide. */
final class Summary {

  private Summary() {}

  static List<Line> lines(Reading before, Reading now) {
    return List.of(
        label("texts").with(now.cache().isPresent() ? Tone.PLAIN : Tone.BAD, texts(before, now)),
        label("hits").with(Tone.PLAIN, hits(before, now)),
        label("latency").with(Tone.PLAIN, latency(now)),
        vectors(now));
  }

  private static Line label(String name) {
    return Line.EMPTY.with(Tone.STRONG, "%-10s".formatted(name));
  }

  private static String texts(Reading before, Reading now) {
    return now.cache()
        .map(
            cache ->
                Screen.seconds(before, now)
                        .map(
                            seconds ->
                                "%,.0f per second"
                                    .formatted(grown(before, cache, "total_requests") / seconds))
                        .orElse("measuring")
                    + ", "
                    + Screen.count(value(cache, "total_requests"))
                    + " since the start")
        .orElse("the embedding service does not answer");
  }

  private static String hits(Reading before, Reading now) {
    return now.cache()
        .map(
            cache -> {
              double texts = grown(before, cache, "total_requests");
              double memory = grown(before, cache, "l1_hits");
              double shard = grown(before, cache, "l2_hits");
              return "%s (memory %s, shard %s), overall %s"
                  .formatted(
                      percent(memory + shard, texts),
                      percent(memory, texts),
                      percent(shard, texts),
                      percent(
                          value(cache, "l1_hits") + value(cache, "l2_hits"),
                          value(cache, "total_requests")));
            })
        .orElse("-");
  }

  private static String latency(Reading now) {
    return now.latency()
        .map(
            latency ->
                "p50 %s ms, p99 %s ms (own probe, %s text)"
                    .formatted(
                        Screen.millis(latency.medianMillis()),
                        Screen.millis(latency.slowMillis()),
                        latency.cached() ? "cached" : "computed"))
        .orElse("-");
  }

  private static Line vectors(Reading now) {
    Line line = label("vectors");
    if (now.cache().isEmpty()) {
      return line.with(Tone.PLAIN, "-");
    }
    Map<String, Double> cache = now.cache().get();
    double dropped = value(cache, "l2_dropped");
    return line.with(
            Tone.PLAIN,
            "%s in memory, %s written to the shard"
                .formatted(
                    Screen.count(value(cache, "l1_size")),
                    Screen.count(value(cache, "l2_written"))))
        .with(
            dropped > 0 ? Tone.WARNING : Tone.PLAIN,
            dropped > 0 ? ", " + Screen.count(dropped) + " not" : "");
  }

  private static double value(Map<String, Double> numbers, String field) {
    return numbers.getOrDefault(field, 0.0);
  }

  /** Without a reading before, nothing is known of the time between. */
  private static double grown(Reading before, Map<String, Double> now, String field) {
    Optional<Map<String, Double>> then = before.cache();
    return then.isEmpty() ? 0 : Math.max(0, value(now, field) - value(then.get(), field));
  }

  private static String percent(double part, double all) {
    return all <= 0 ? "-" : "%.1f%%".formatted(100 * Math.min(1, part / all));
  }
}

package io.sutra.benchmarks.inference;

import java.time.Duration;
import java.util.List;

/**
 * What was computed in a span of time.
 *
 * @param texts that were finished in it
 * @param tokens computed in it; work that began before or ended after counts for its part within
 * @param taken the span
 * @param clientShare the part of all cores' time that this process used in it
 */
record Throughput(List<SampleText> texts, double tokens, Duration taken, double clientShare) {

  double tokensPerSecond() {
    return tokens / seconds();
  }

  double textsPerSecond() {
    return texts.size() / seconds();
  }

  private double seconds() {
    return taken.toNanos() / 1e9;
  }
}

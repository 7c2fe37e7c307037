package io.sutra.benchmarks.inference;

import java.time.Duration;
import java.util.List;

/**
 * What was computed in a span of time.
 *
 * @param texts in the order in which they were done
 * @param taken the span
 * @param clientShare the part of all cores' time that this process used in it
 */
record Throughput(List<SampleText> texts, Duration taken, double clientShare) {

  double tokensPerSecond() {
    return tokens() / seconds();
  }

  double textsPerSecond() {
    return texts.size() / seconds();
  }

  long tokens() {
    return texts.stream().mapToLong(SampleText::length).sum();
  }

  private double seconds() {
    return taken.toNanos() / 1e9;
  }
}

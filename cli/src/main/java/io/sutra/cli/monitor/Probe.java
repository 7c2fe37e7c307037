package io.sutra.cli.monitor;

import io.sutra.cli.client.ServiceClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Measures latency from outside, because the embedding service exposes none: asks for the vector of
 * one short text again and again, which is in the cache from the second time on. Thread-safe.
 */
final class Probe implements AutoCloseable {

  private static final String TEXT = "The monitor's probe of latency";
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** As many as the 99th percentile needs: ten seconds' worth. */
  private static final int KEPT = 100;

  private final ServiceClient service;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("latency-probe").unstarted(this::repeat);
  private final Deque<Double> millis = new ArrayDeque<>();
  private boolean cached;
  private Share all = new Share(0, 0);
  private Share whenItFailedLast = new Share(0, 0);

  /** What the probe itself added to the counters of the service. */
  record Share(long texts, long hits) {}

  Probe(ServiceClient service) {
    this.service = service;
  }

  void start() {
    thread.start();
  }

  private void repeat() {
    try {
      while (true) {
        measure();
        // From the end of one probe to the next: a slow service is asked less often, not more.
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  void measure() {
    try {
      ServiceClient.Answer answer = service.embed(List.of(TEXT), OptionalInt.empty());
      if (answer.status() == 200) {
        record(answer.millis(), answer.hits() > 0);
      } else {
        forget();
      }
    } catch (IOException | NumberFormatException e) {
      // Nobody answers, or somebody whose X-Cache is not this service's.
      forget();
    }
  }

  synchronized void record(double took, boolean fromCache) {
    all = new Share(all.texts() + 1, all.hits() + (fromCache ? 1 : 0));
    if (fromCache != cached) {
      // A text that was computed says nothing of hits, nor a hit of computing.
      millis.clear();
    }
    cached = fromCache;
    millis.addLast(took);
    if (millis.size() > KEPT) {
      millis.removeFirst();
    }
  }

  /** The service does not answer, or refuses: what was measured before is no longer so. */
  private synchronized void forget() {
    millis.clear();
    whenItFailedLast = all;
  }

  /** Of the latest probes; nothing when the last one was not answered. */
  synchronized Optional<Latency> latency() {
    if (millis.isEmpty()) {
      return Optional.empty();
    }
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Optional.of(new Latency(sorted.length, rank(sorted, 0.50), rank(sorted, 0.99), cached));
  }

  synchronized Share share() {
    return all;
  }

  /**
   * The service was started anew and counts from nothing. It did not answer meanwhile, so what it
   * has counted came after the last failure.
   */
  synchronized void serviceRestarted() {
    all = new Share(all.texts() - whenItFailedLast.texts(), all.hits() - whenItFailedLast.hits());
    whenItFailedLast = new Share(0, 0);
  }

  private static double rank(double[] sorted, double quantile) {
    return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

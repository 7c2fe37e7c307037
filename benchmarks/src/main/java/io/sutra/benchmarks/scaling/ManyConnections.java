package io.sutra.benchmarks.scaling;

import io.sutra.benchmarks.inference.HttpConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that stay open and ask now and then, each on a virtual thread. They begin one after
 * the other, so that requests come evenly.
 */
final class ManyConnections {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port;
  private final List<byte[]> known;
  private final List<byte[]> unknown;
  private final double repeated;
  private final long seed;
  private final AtomicInteger nextUnknown = new AtomicInteger();
  private final Queue<Double> hits = new ConcurrentLinkedQueue<>();
  private final Queue<Double> misses = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  /**
   * What came of it.
   *
   * @param hits milliseconds of each request for a known text, from when it was due
   * @param misses of each for another
   * @param failures whatever was not a 200, in words
   */
  record Result(List<Double> hits, List<Double> misses, List<String> failures) {}

  /**
   * Nothing is open yet.
   *
   * @param known bodies that have been asked for
   * @param unknown bodies that have not, each for one request
   * @param repeated the share of known ones
   */
  ManyConnections(int port, List<byte[]> known, List<byte[]> unknown, double repeated, long seed) {
    this.port = port;
    this.known = known;
    this.unknown = unknown;
    this.repeated = repeated;
    this.seed = seed;
  }

  /** Opens them all, then each asks once in {@code period} for as long as {@code window}. */
  Result run(int connections, Duration period, Duration window) {
    int asks = (int) (window.toNanos() / period.toNanos());
    var open = new CountDownLatch(connections);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < connections; i++) {
        int number = i;
        long first = period.toNanos() / connections * i;
        callers.execute(() -> ask(number, open, first, period.toNanos(), asks));
      }
    }
    return new Result(new ArrayList<>(hits), new ArrayList<>(misses), new ArrayList<>(failures));
  }

  private void ask(int number, CountDownLatch open, long first, long period, int asks) {
    var random = new Random(seed + number);
    try (var connection = new HttpConnection(port, "/embed", PATIENCE)) {
      open.countDown();
      open.await();
      long due = System.nanoTime() + first;
      for (int i = 0; i < asks; i++, due += period) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        boolean isKnown = random.nextDouble() < repeated;
        byte[] body =
            isKnown
                ? known.get(random.nextInt(known.size()))
                : unknown.get(nextUnknown.getAndIncrement());
        int status = connection.post(body).status();
        (isKnown ? hits : misses).add((System.nanoTime() - due) / 1e6);
        if (status != 200) {
          failures.add("the answer was " + status);
        }
      }
    } catch (IOException e) {
      open.countDown();
      failures.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add("interrupted");
    }
  }
}

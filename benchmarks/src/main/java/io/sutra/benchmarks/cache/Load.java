package io.sutra.benchmarks.cache;

import io.sutra.benchmarks.inference.HttpConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Connections that ask as fast as they are answered, or at a given rate. */
public final class Load {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Load() {}

  /** What was measured. */
  public static final class Measured {

    private final double seconds;
    private final long[] nanos;

    /** {@code nanos} of each request, ascending. */
    private Measured(double seconds, long[] nanos) {
      this.seconds = seconds;
      this.nanos = nanos;
    }

    public int requests() {
      return nanos.length;
    }

    double seconds() {
      return seconds;
    }

    public double perSecond() {
      return nanos.length / seconds;
    }

    /** Milliseconds at that percentile. */
    public double percentile(double percent) {
      int rank = (int) Math.ceil(percent / 100 * nanos.length);
      return nanos[Math.clamp(rank - 1, 0, nanos.length - 1)] / 1e6;
    }
  }

  /** The work of one connection: gives the time of each request. */
  private interface Work {
    List<Long> run(HttpConnection connection) throws IOException;
  }

  /** {@code connections} that ask for what {@code bodies} gives, for as long as {@code window}. */
  public static Measured closed(
      int port, String path, int connections, Duration window, Supplier<byte[]> bodies)
      throws IOException {
    long end = System.nanoTime() + window.toNanos();
    return all(
        port,
        path,
        connections,
        connection -> {
          List<Long> times = new ArrayList<>(1 << 14);
          while (true) {
            long start = System.nanoTime();
            if (start >= end) {
              return times;
            }
            ask(connection, bodies.get());
            times.add(System.nanoTime() - start);
          }
        });
  }

  /**
   * {@code connections} that share the requests that {@code bodies} gives, until it gives an empty
   * one.
   */
  public static Measured stream(int port, int connections, Supplier<byte[]> bodies)
      throws IOException {
    return all(
        port,
        "/embed",
        connections,
        connection -> {
          List<Long> times = new ArrayList<>(1 << 12);
          for (byte[] body = bodies.get(); body.length > 0; body = bodies.get()) {
            long start = System.nanoTime();
            ask(connection, body);
            times.add(System.nanoTime() - start);
          }
          return times;
        });
  }

  /** {@code rate} requests a second, whatever the answers; times count from when each was due. */
  static Measured paced(int port, int connections, double rate, Duration window, byte[] body)
      throws IOException {
    try (var load = new PacedLoad(port, connections, body)) {
      long start = System.nanoTime();
      List<Long> times = load.run(rate, window);
      return measured(start, times);
    }
  }

  private static Measured measured(long start, List<Long> times) {
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] nanos = times.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(nanos);
    return new Measured(seconds, nanos);
  }

  private static void ask(HttpConnection connection, byte[] body) throws IOException {
    HttpConnection.Answer answer = connection.post(body);
    if (answer.status() != 200) {
      throw new IOException("the answer was " + answer.status());
    }
  }

  private static Measured all(int port, String path, int connections, Work work)
      throws IOException {
    long start = System.nanoTime();
    List<Future<List<Long>>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        results.add(
            threads.submit(
                () -> {
                  try (var connection = new HttpConnection(port, path, PATIENCE)) {
                    return work.run(connection);
                  }
                }));
      }
      List<Long> times = new ArrayList<>();
      for (Future<List<Long>> result : results) {
        times.addAll(result.get());
      }
      return measured(start, times);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

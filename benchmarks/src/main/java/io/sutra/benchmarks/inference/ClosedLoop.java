package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Callers that each ask for the next piece of work as soon as the last is done. The first second is
 * not counted, nor is the end, when fewer and fewer are busy: work counts by the part of its time
 * that lies within the window.
 */
final class ClosedLoop {

  private static final Duration RAMP = Duration.ofSeconds(1);

  private ClosedLoop() {}

  /** One caller. */
  interface Caller extends AutoCloseable {

    /** Does one piece of work and returns its texts. */
    List<SampleText> work() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** Opens a caller in its own thread. */
  interface Opening {
    Caller open() throws IOException;
  }

  /**
   * Runs {@code callers} callers.
   *
   * @param threads makes the threads that they run on
   */
  static Throughput run(
      int callers, Duration window, Supplier<ExecutorService> threads, Opening opening)
      throws IOException {
    long begin = System.nanoTime() + RAMP.toNanos();
    long end = begin + window.toNanos();
    List<Future<Share>> results = new ArrayList<>();
    List<SampleText> done = new ArrayList<>();
    double tokens = 0;
    Duration used;
    try (ExecutorService executor = threads.get()) {
      for (int i = 0; i < callers; i++) {
        results.add(executor.submit(() -> call(opening, begin, end)));
      }
      sleepUntil(begin);
      Duration before = ProcessorTime.used();
      sleepUntil(end);
      used = ProcessorTime.used().minus(before);
      for (Future<Share> result : results) {
        done.addAll(result.get().finished());
        tokens += result.get().tokens();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new Throughput(done, tokens, window, ProcessorTime.share(used, window));
  }

  /** What one caller did within the window. */
  private record Share(List<SampleText> finished, double tokens) {}

  private static Share call(Opening opening, long begin, long end) throws IOException {
    List<SampleText> finished = new ArrayList<>();
    double tokens = 0;
    try (Caller caller = opening.open()) {
      long before = System.nanoTime();
      while (before < end) {
        List<SampleText> texts = caller.work();
        long now = System.nanoTime();
        double within = Math.max(0, Math.min(now, end) - Math.max(before, begin));
        tokens += within / (now - before) * texts.stream().mapToInt(SampleText::length).sum();
        if (now >= begin && now < end) {
          finished.addAll(texts);
        }
        before = now;
      }
    }
    return new Share(finished, tokens);
  }

  /** {@code callers} connections, each with one text a request. */
  static Throughput overHttp(int port, int callers, Duration window, Corpus corpus)
      throws IOException {
    return run(
        callers,
        window,
        Executors::newVirtualThreadPerTaskExecutor,
        () -> new HttpCaller(new HttpConnection(port, Duration.ofSeconds(60)), corpus));
  }

  private record HttpCaller(HttpConnection connection, Corpus corpus) implements Caller {
    @Override
    public List<SampleText> work() throws IOException {
      SampleText text = corpus.take();
      HttpConnection.Answer answer = connection.post(text.requestBody());
      if (answer.status() != 200) {
        throw new IOException("status " + answer.status() + " for " + text.text());
      }
      return List.of(text);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
  }
}

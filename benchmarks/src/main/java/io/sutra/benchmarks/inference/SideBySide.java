package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A fixed amount of work, a thread for each part, timed until the last part is done. */
final class SideBySide {

  private SideBySide() {}

  /**
   * Does all parts at once.
   *
   * @return the time from the first part's beginning to the last one's end
   * @throws IOException when a part failed, or the caller was interrupted
   */
  static Duration run(List<? extends Callable<?>> parts) throws IOException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(parts.size())) {
      List<Future<?>> ends = new ArrayList<>();
      for (Callable<?> part : parts) {
        ends.add(threads.submit(part));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}

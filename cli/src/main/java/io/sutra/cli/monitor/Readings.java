package io.sutra.cli.monitor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes readings in a thread of its own, one every interval. {@link #next} is for one caller. */
final class Readings implements AutoCloseable {

  /**
   * Two readings in a row; the first of all comes with itself.
   *
   * @param before the earlier one
   * @param now the later one
   */
  record Pair(Reading before, Reading now) {}

  private final Source source;
  private final Duration interval;
  private final BlockingQueue<Pair> pairs = new ArrayBlockingQueue<>(1);
  private final Thread reader = Thread.ofPlatform().daemon().name("readings").unstarted(this::read);
  private Optional<Pair> latest = Optional.empty();

  Readings(Source source, Duration interval) {
    this.source = source;
    this.interval = interval;
    reader.start();
  }

  private void read() {
    try {
      Reading before = source.read();
      pairs.put(new Pair(before, before));
      while (true) {
        Thread.sleep(interval);
        Reading now = source.read();
        pairs.put(new Pair(before, now));
        before = now;
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** The next pair, if there is one within {@code longest}. */
  Optional<Pair> next(Duration longest) throws InterruptedException {
    Optional<Pair> next =
        Optional.ofNullable(pairs.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
    latest = next.or(() -> latest);
    return next;
  }

  /** What {@link #next} returned last. */
  Optional<Pair> latest() {
    return latest;
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}

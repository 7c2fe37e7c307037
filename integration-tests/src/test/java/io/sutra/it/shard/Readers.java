package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client that reads 16 keys at a time until it is ended, and checks every value. */
final class Readers implements AutoCloseable {

  private static final int KEYS = 16;

  /** More than a test ever makes; the oldest are overwritten. */
  private static final int REMEMBERED = 1 << 20;

  /** Which of some entries are read. */
  @SuppressWarnings("ArrayRecordComponent")
  record Of(Entries entries, long[] numbers) {}

  private final SocketCacheConnection connection;
  private final List<Of> entries;
  private final long[] nanos = new long[REMEMBERED];
  private final AtomicInteger reads = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "reader");
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  private Readers(SocketCacheConnection connection, List<Of> entries) {
    this.connection = connection;
    this.entries = List.copyOf(entries);
  }

  /** Starts reading; a read that takes longer than {@code longest} is a failure. */
  static Readers start(ShardProcess shard, List<Of> entries, Duration longest)
      throws CacheException {
    Readers readers = new Readers(shard.connect(longest), entries);
    readers.thread.start();
    return readers;
  }

  private void run() {
    SplittableRandom random = new SplittableRandom(1);
    try (connection) {
      while (!ended) {
        Of some = entries.get(random.nextInt(entries.size()));
        long[] numbers = new long[KEYS];
        Arrays.setAll(numbers, i -> some.numbers()[random.nextInt(some.numbers().length)]);
        long began = System.nanoTime();
        some.entries().present(connection, numbers);
        nanos[reads.getAndIncrement() % REMEMBERED] = System.nanoTime() - began;
      }
    } catch (CacheException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Waits for so many reads. */
  void await(int count) {
    while (reads.get() < count && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  /**
   * Ends it.
   *
   * @return how long 99 of 100 reads took at most
   * @throws AssertionError when a read failed or found a wrong value
   */
  Duration end() throws InterruptedException {
    close();
    thread.join();
    if (failure != null) {
      throw new AssertionError("read " + reads.get() + " failed", failure);
    }
    int count = Math.min(reads.get(), REMEMBERED);
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Duration.ofNanos(count == 0 ? 0 : sorted[Math.min(count - 1, count * 99 / 100)]);
  }

  @Override
  public void close() {
    ended = true;
  }
}

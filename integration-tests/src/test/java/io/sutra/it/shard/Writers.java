package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.client.SocketCacheConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that put until the shard is gone, and remember what was acknowledged. */
final class Writers {

  private final ConcurrentLinkedQueue<Long> acknowledged = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> ends = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong next = new AtomicLong();

  static CacheKey key(long n) {
    return new CacheKey(n, ~n, n * 31, n * 17);
  }

  /** The one vector that a key can have. */
  static byte[] vector(long n) {
    byte[] bytes = new byte[64 + (int) (n % 1000)];
    new Random(n).nextBytes(bytes);
    return bytes;
  }

  /** Starts writers; each ends with its connection. */
  List<Thread> start(ShardProcess shard, int writers) throws CacheException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      SocketCacheConnection connection = shard.connect();
      Thread thread = new Thread(() -> write(connection));
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void write(SocketCacheConnection connection) {
    try (connection) {
      // An end of its own, should the one that is waited for not come.
      for (int i = 0; i < 20_000; i++) {
        long n = next.getAndIncrement();
        connection.put(List.of(new NewVector(key(n), vector(n), Duration.ZERO)));
        acknowledged.add(n);
        count.incrementAndGet();
      }
    } catch (CacheException e) {
      // The end that this is about: what was not answered was not acknowledged.
      ends.add(e.reason() + " " + e.getMessage());
    }
  }

  /** Waits until so many more were acknowledged, or all writers have ended. */
  void await(long more, List<Thread> threads) {
    long until = count.get() + more;
    while (count.get() < until && threads.stream().anyMatch(Thread::isAlive)) {
      Thread.onSpinWait();
    }
  }

  /** Why writers ended, for a message. */
  String ends() {
    return ends.toString();
  }

  long count() {
    return count.get();
  }

  /** Asserts that every acknowledged vector is there, and no vector is other than it was put. */
  void verify(SocketCacheConnection connection) throws CacheException {
    List<Long> all = new ArrayList<>(acknowledged);
    for (int from = 0; from < all.size(); from += 500) {
      List<Long> some = all.subList(from, Math.min(from + 500, all.size()));
      check(connection, some, true);
    }
    List<Long> maybe = new ArrayList<>();
    long last = next.get();
    for (long n = Math.max(0, last - 200); n < last + 5; n++) {
      maybe.add(n);
    }
    check(connection, maybe, false);
  }

  private static void check(
      SocketCacheConnection connection, Collection<Long> numbers, boolean required)
      throws CacheException {
    List<CacheKey> keys = numbers.stream().map(Writers::key).toList();
    List<@Nullable CachedVector> found = connection.get(keys);
    int i = 0;
    for (long n : numbers) {
      CachedVector vector = found.get(i++);
      if (vector == null) {
        if (required) {
          throw new AssertionError("acknowledged and lost: " + n);
        }
      } else if (!Arrays.equals(vector.bytes(), vector(n))) {
        throw new AssertionError("a value that was never written: " + n);
      }
    }
  }
}

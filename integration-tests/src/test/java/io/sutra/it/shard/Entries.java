package io.sutra.it.shard;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.client.SocketCacheConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Entries with numbers in a row. Key and value follow from the number, so that a value that belongs
 * to another key is found out.
 *
 * @param first the first number
 * @param count how many
 * @param shortest bytes of the shortest value
 * @param longest bytes of the longest value
 */
record Entries(long first, int count, int shortest, int longest) {

  private static final int BATCH = 100;

  /** Entries of one model: values of equal length. */
  static Entries ofLength(long first, int count, int bytes) {
    return new Entries(first, count, bytes, bytes);
  }

  /** Bytes that follow from a number. */
  static byte[] random(long number, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  byte[] value(long n) {
    int length = shortest + new SplittableRandom(~n).nextInt(longest - shortest + 1);
    return random(n, length);
  }

  CacheKey key(long n) {
    return Writers.key(n);
  }

  NewVector entry(long n) {
    return new NewVector(key(n), value(n), Duration.ZERO);
  }

  /** Some of these. */
  Entries part(int from, int length) {
    return new Entries(first + from, length, shortest, longest);
  }

  long[] numbers() {
    return LongStream.range(first, first + count).toArray();
  }

  /**
   * Puts all, some at a time.
   *
   * @throws CacheException when one of them is not accepted
   */
  void put(SocketCacheConnection connection) throws CacheException {
    for (int from = 0; from < count; from += BATCH) {
      List<NewVector> some = new ArrayList<>();
      for (int i = from; i < Math.min(from + BATCH, count); i++) {
        some.add(entry(first + i));
      }
      connection.put(some);
    }
  }

  /** How many of all are there; fails when one has another value than was put. */
  int present(SocketCacheConnection connection) throws CacheException {
    return present(connection, numbers());
  }

  /** How many of these are there; fails when one has another value than was put. */
  int present(SocketCacheConnection connection, long[] numbers) throws CacheException {
    int present = 0;
    for (int from = 0; from < numbers.length; from += BATCH) {
      long[] some = Arrays.copyOfRange(numbers, from, Math.min(from + BATCH, numbers.length));
      List<@Nullable CachedVector> found =
          connection.get(Arrays.stream(some).mapToObj(this::key).toList());
      for (int i = 0; i < some.length; i++) {
        CachedVector vector = found.get(i);
        if (vector != null) {
          present++;
          if (!Arrays.equals(vector.bytes(), value(some[i]))) {
            throw new AssertionError("a value that was never put at " + some[i]);
          }
        }
      }
    }
    return present;
  }
}

package io.sutra.cache.shard.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** What is found again, on a stream of popular keys with scans in between. */
class EvictionPolicyTest {

  private static final int CAPACITY = 2_000;
  private static final int KEYS = 40_000;
  private static final int REQUESTS = 400_000;
  private static final int SCAN_EVERY = 10_000;
  private static final int SCAN_LENGTH = 3_000;

  /** Zipf's distribution with exponent 1, by its inverse. */
  private static final class Zipf {
    private final double[] cumulative = new double[KEYS];
    private final Random random = new Random(11);

    Zipf() {
      double sum = 0;
      for (int i = 0; i < KEYS; i++) {
        sum += 1.0 / (i + 1);
        cumulative[i] = sum;
      }
    }

    long next() {
      double wanted = random.nextDouble() * cumulative[KEYS - 1];
      int at = java.util.Arrays.binarySearch(cumulative, wanted);
      return at < 0 ? -at - 1 : at;
    }
  }

  /** The share of requests of the popular keys that were hits; a miss puts the key in. */
  private static double hitRate(LongPredicate request) {
    Zipf zipf = new Zipf();
    long scanned = KEYS;
    long hits = 0;
    for (int i = 0; i < REQUESTS; i++) {
      if (request.test(zipf.next())) {
        hits++;
      }
      if (i % SCAN_EVERY == SCAN_EVERY - 1) {
        for (int s = 0; s < SCAN_LENGTH; s++) {
          assertThat(request.test(scanned++)).as("a scanned key is new").isFalse();
        }
      }
    }
    return hits / (double) REQUESTS;
  }

  private static CacheKey key(long n) {
    return new CacheKey(n, n * 31, ~n, 7);
  }

  private static double ours() {
    VectorStore store = new VectorStore(CAPACITY, () -> 0);
    return hitRate(
        n -> {
          CacheKey key = key(n);
          if (store.find(key) != null) {
            return true;
          }
          Entry entry = store.prepare(key, ByteBuffer.allocate(8), 0, Long.MAX_VALUE);
          assertThat(entry).isNotNull();
          store.publish(key, java.util.Objects.requireNonNull(entry));
          assertThat(store.size()).isLessThanOrEqualTo(CAPACITY);
          return false;
        });
  }

  private static double leastRecentlyUsed() {
    Map<Long, Boolean> map =
        new LinkedHashMap<>(CAPACITY, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > CAPACITY;
          }
        };
    return hitRate(
        n -> {
          if (map.get(n) != null) {
            return true;
          }
          map.put(n, true);
          return false;
        });
  }

  private static double caffeine() {
    Cache<Long, Boolean> cache =
        Caffeine.newBuilder().maximumSize(CAPACITY).executor(Runnable::run).build();
    return hitRate(
        n -> {
          if (cache.getIfPresent(n) != null) {
            return true;
          }
          cache.put(n, true);
          return false;
        });
  }

  @Test
  void zipfStreamWithScans_beatsLeastRecentlyUsedAndIsNotFarFromCaffeine() {
    double ours = ours();
    assertThat(ours).isGreaterThan(leastRecentlyUsed() + 0.03);
    assertThat(ours).isGreaterThan(caffeine() - 0.03);
  }
}

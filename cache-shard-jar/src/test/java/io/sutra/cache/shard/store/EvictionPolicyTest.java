package io.sutra.cache.shard.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.memory.NativeBlock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** What is found again, on streams of popular keys. */
class EvictionPolicyTest {

  private static final int CAPACITY = 2_000;
  private static final int MEMORY = 4 << 20;
  private static final int KEYS = 40_000;
  private static final int REQUESTS = 400_000;
  private static final int SCAN_EVERY = 10_000;
  private static final int SCAN_LENGTH = 3_000;

  /** Zipf's distribution, by its inverse. */
  private static final class Zipf {
    private final double[] cumulative;
    private final Random random = new Random(11);

    Zipf(int keys, double exponent) {
      cumulative = new double[keys];
      double sum = 0;
      for (int i = 0; i < keys; i++) {
        sum += Math.pow(i + 1, -exponent);
        cumulative[i] = sum;
      }
    }

    long next() {
      double wanted = random.nextDouble() * cumulative[cumulative.length - 1];
      int at = Arrays.binarySearch(cumulative, wanted);
      return at < 0 ? -at - 1 : at;
    }

    /** The share of requests that the most popular keys get. */
    double shareOf(int popular) {
      return cumulative[popular - 1] / cumulative[cumulative.length - 1];
    }
  }

  /** The share of requests of the popular keys that were hits; a miss puts the key in. */
  private static double hitRate(LongPredicate request) {
    Zipf zipf = new Zipf(KEYS, 1);
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
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), CAPACITY, () -> 0);
    return hitRate(
        n -> {
          boolean found = request(store, key(n));
          assertThat(store.size()).isLessThanOrEqualTo(CAPACITY);
          return found;
        });
  }

  /** Whether the key was there; now it is. */
  private static boolean request(VectorStore store, CacheKey key) {
    if (store.find(0, key) != null) {
      return true;
    }
    store.put(0, key, new NewValue(ByteBuffer.allocate(8), 0, Long.MAX_VALUE));
    return false;
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

  /** As in the product: the most popular keys are answered before they get here. */
  @Test
  void zipfStreamBehindMemory_nearlyAsGoodAsHoldingTheMostPopular() {
    int memory = 100;
    int shard = 1_000;
    int requests = 120_000;
    Zipf zipf = new Zipf(110_000, 1.1945);
    VectorStore store = new VectorStore(NativeBlock.allocate(MEMORY), shard, () -> 0);
    Cache<Long, Boolean> first =
        Caffeine.newBuilder().maximumSize(memory).executor(Runnable::run).build();
    int hits = 0;
    for (int i = 0; i < 2 * requests; i++) {
      long n = zipf.next();
      boolean found = first.getIfPresent(n) != null || request(store, key(n));
      first.put(n, true);
      hits += found && i >= requests ? 1 : 0;
    }
    assertThat(hits / (double) requests).isGreaterThan(0.98 * zipf.shareOf(memory + shard));
  }
}

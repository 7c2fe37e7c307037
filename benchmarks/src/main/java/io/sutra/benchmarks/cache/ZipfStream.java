package io.sutra.benchmarks.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Ranks in a random order, each as likely as a power of it: the stream of many people's requests.
 * The same in every run.
 *
 * @see <a href="https://www.doi.org/10.1109/INFCOM.1999.749260">Breslau et al., Web Caching and
 *     Zipf-like Distributions, INFOCOM 1999</a>
 */
public final class ZipfStream {

  private final double[] cumulative;

  public ZipfStream(int texts, double exponent) {
    cumulative = new double[texts];
    double sum = 0;
    for (int rank = 1; rank <= texts; rank++) {
      sum += Math.pow(rank, -exponent);
      cumulative[rank - 1] = sum;
    }
    for (int i = 0; i < texts; i++) {
      cumulative[i] /= sum;
    }
  }

  /**
   * The hit rate of a cache that always holds the {@code capacity} most likely texts: no cache of
   * that size that cannot see the future does better in the long run.
   */
  double idealHitRate(int capacity) {
    return cumulative[Math.min(capacity, cumulative.length) - 1];
  }

  /** The exponent at which that is {@code hitRate}. */
  static double exponentFor(int texts, int capacity, double hitRate) {
    double low = 0.1;
    double high = 3;
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      if (new ZipfStream(texts, middle).idealHitRate(capacity) < hitRate) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** {@code count} ranks, the likeliest being 0. */
  public int[] draw(int count, long seed) {
    var random = new Random(seed);
    int[] ranks = new int[count];
    for (int i = 0; i < count; i++) {
      int found = Arrays.binarySearch(cumulative, random.nextDouble());
      ranks[i] = Math.min(found >= 0 ? found : -found - 1, cumulative.length - 1);
    }
    return ranks;
  }

  /**
   * The share of {@code ranks[from..]} that a cache hits which sees the future and always gives up
   * what is needed last (Belady, 1966): more than any real cache can.
   */
  static double clairvoyantHitRate(int[] ranks, int from, int capacity) {
    int[] nextUse = new int[ranks.length];
    Map<Integer, Integer> seen = new HashMap<>();
    for (int i = ranks.length - 1; i >= 0; i--) {
      nextUse[i] = seen.getOrDefault(ranks[i], Integer.MAX_VALUE - ranks[i]);
      seen.put(ranks[i], i);
    }
    Map<Integer, Integer> held = new HashMap<>();
    var byNextUse = new TreeSet<Integer>();
    Map<Integer, Integer> rankAt = new HashMap<>();
    long hits = 0;
    for (int i = 0; i < ranks.length; i++) {
      Integer due = held.remove(ranks[i]);
      if (due != null) {
        byNextUse.remove(due);
        rankAt.remove(due);
        hits += i >= from ? 1 : 0;
      }
      held.put(ranks[i], nextUse[i]);
      byNextUse.add(nextUse[i]);
      rankAt.put(nextUse[i], ranks[i]);
      if (held.size() > capacity) {
        int last = byNextUse.last();
        byNextUse.remove(last);
        held.remove(rankAt.remove(last));
      }
    }
    return (double) hits / (ranks.length - from);
  }
}

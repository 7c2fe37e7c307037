package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what was asked, and where each of its texts stands. Used by one thread at
 * a time.
 */
public final class Resolution {

  private Order order;
  private final long startNanos;
  private final CacheKey[] keys;
  private final @Nullable StoredVector[] vectors;
  private final Standing[] standings;
  private int missing;

  /**
   * What was asked for. Immutable.
   *
   * @param request the request itself
   * @param profile of the model that the keys were made for
   * @param dimension numbers per vector that the caller wants
   * @param policy what the request allows of the caches
   * @param deadline by which the caller is answered
   */
  record Order(
      EmbedRequest request,
      ModelProfile profile,
      int dimension,
      CachePolicy policy,
      Deadline deadline) {}

  /** Where a text stands. */
  enum Standing {
    /** Nobody works on it yet. */
    WANTED,
    /** This request has it looked for and computed. */
    IN_FLIGHT_HERE,
    /** Another request has it looked for and computed. */
    IN_FLIGHT_ELSEWHERE,
    /** Found in memory. */
    IN_MEMORY,
    /** Found in the shard. */
    IN_SHARD,
    /** Computed for another request. */
    JOINED,
    /** Computed for this request. */
    COMPUTED
  }

  Resolution(Order order, CacheKey[] keys, long startNanos) {
    this.order = order;
    this.startNanos = startNanos;
    this.keys = keys;
    this.vectors = new StoredVector[keys.length];
    this.standings = new Standing[keys.length];
    Arrays.fill(standings, Standing.WANTED);
    this.missing = keys.length;
  }

  Order order() {
    return order;
  }

  long startNanos() {
    return startNanos;
  }

  int texts() {
    return keys.length;
  }

  CacheKey key(int index) {
    return keys[index];
  }

  /** The text at {@code index} is on its way. */
  void awaits(int index, Standing standing) {
    standings[index] = standing;
  }

  /** A vector came for the text at {@code index}. */
  void fill(int index, StoredVector vector, Standing from) {
    if (vectors[index] == null) {
      missing--;
    }
    vectors[index] = vector;
    standings[index] = from;
  }

  /** All texts have to be computed anew, whatever is remembered. */
  void beginAnew() {
    order =
        new Order(
            order.request(),
            order.profile(),
            order.dimension(),
            order.policy().withoutLooking(),
            order.deadline());
    Arrays.fill(vectors, null);
    Arrays.fill(standings, Standing.WANTED);
    missing = keys.length;
  }

  /** Whether every text has its vector. */
  public boolean isComplete() {
    return missing == 0;
  }

  /** Texts without a vector. */
  int missing() {
    return missing;
  }

  /** For the caller, when the time is up: how far it is, and what helps. */
  String howFar() {
    return "Of "
        + keys.length
        + " texts, "
        + (keys.length - missing)
        + " had their vectors when the time was up. "
        + (order.policy().mayStore()
            ? "They are kept: send the same request again, and it gets further."
            : "Send fewer texts in one request.");
  }

  /** Where the vectors came from that are there. */
  Sources sources() {
    int memory = 0;
    int shared = 0;
    int joined = 0;
    int computed = 0;
    for (Standing standing : standings) {
      switch (standing) {
        case IN_MEMORY -> memory++;
        case IN_SHARD -> shared++;
        case JOINED -> joined++;
        case COMPUTED -> computed++;
        case WANTED, IN_FLIGHT_HERE, IN_FLIGHT_ELSEWHERE -> {}
      }
    }
    return new Sources(memory, shared, joined, computed);
  }

  /** Tokens of the texts that were computed for this request, each text once. */
  int computedTokens() {
    Set<CacheKey> counted = new HashSet<>();
    int tokens = 0;
    for (int i = 0; i < keys.length; i++) {
      StoredVector vector = vectors[i];
      if (standings[i] == Standing.COMPUTED && vector != null && counted.add(keys[i])) {
        tokens += vector.tokens().read();
      }
    }
    return tokens;
  }

  /** What still misses: for each key the places of its text, in the order of the request. */
  Map<CacheKey, List<Integer>> missingPlaces() {
    Map<CacheKey, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      if (vectors[i] == null) {
        places.computeIfAbsent(keys[i], key -> new ArrayList<>(1)).add(i);
      }
    }
    return places;
  }

  /** Whether the vectors come from more than one model. */
  boolean isMixed() {
    List<StoredVector> all = vectors();
    String first = all.getFirst().fingerprint();
    return all.stream().anyMatch(vector -> !vector.fingerprint().equals(first));
  }

  /** All vectors, in the caller's order; only when complete. */
  List<StoredVector> vectors() {
    StoredVector[] all = new StoredVector[vectors.length];
    for (int i = 0; i < all.length; i++) {
      StoredVector vector = vectors[i];
      if (vector == null) {
        throw new IllegalStateException("text " + i + " has no vector yet");
      }
      all[i] = vector;
    }
    return Arrays.asList(all);
  }
}

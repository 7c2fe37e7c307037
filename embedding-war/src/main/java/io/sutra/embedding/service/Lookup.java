package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: the key of each text and what has been found so far. Used by one thread
 * at a time.
 */
public final class Lookup {

  private final EmbedRequest request;
  private final ModelProfile profile;
  private final int dimension;
  private final CacheKey[] keys;
  private final @Nullable StoredVector[] found;
  private final long startNanos;
  private int missing;
  private int cached;

  Lookup(EmbedRequest request, ModelProfile profile, int dimension, long startNanos) {
    this.request = request;
    this.profile = profile;
    this.dimension = dimension;
    this.startNanos = startNanos;
    int texts = request.input().size();
    keys = new CacheKey[texts];
    found = new StoredVector[texts];
    missing = texts;
  }

  EmbedRequest request() {
    return request;
  }

  /** The model that the keys were made for. */
  ModelProfile profile() {
    return profile;
  }

  /** Numbers per vector that the caller wants. */
  int dimension() {
    return dimension;
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

  void setKey(int index, CacheKey key) {
    keys[index] = key;
  }

  /** A vector came for the text at {@code index}, out of a cache or computed. */
  void fill(int index, StoredVector vector, boolean fromCache) {
    found[index] = vector;
    missing--;
    if (fromCache) {
      cached++;
    }
  }

  /** All texts have to be looked for anew. */
  void forget() {
    Arrays.fill(found, null);
    missing = keys.length;
    cached = 0;
  }

  /** Whether every text has its vector. */
  public boolean isComplete() {
    return missing == 0;
  }

  int missing() {
    return missing;
  }

  /** Texts answered from a cache. */
  int cached() {
    return cached;
  }

  /** What still misses: for each key the places of its text, in the order of the request. */
  Map<CacheKey, List<Integer>> missingPlaces() {
    Map<CacheKey, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      if (found[i] == null) {
        places.computeIfAbsent(keys[i], key -> new java.util.ArrayList<>(1)).add(i);
      }
    }
    return places;
  }

  /** All vectors, in the caller's order; only when complete. */
  List<StoredVector> vectors() {
    StoredVector[] all = new StoredVector[found.length];
    for (int i = 0; i < all.length; i++) {
      StoredVector vector = found[i];
      if (vector == null) {
        throw new IllegalStateException("text " + i + " has no vector yet");
      }
      all[i] = vector;
    }
    return Arrays.asList(all);
  }
}

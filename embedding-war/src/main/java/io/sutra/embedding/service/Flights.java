package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts that are being looked for or computed right now. Whoever claims a text first does the
 * work, on a thread that outlives the caller's connection; all others wait for the same result.
 * Thread-safe.
 */
public final class Flights {

  private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();

  /** Where a vector came from. */
  enum Source {
    MEMORY,
    SHARED,
    MODEL
  }

  /** A vector and where it came from. */
  record Landed(StoredVector vector, Source source) {}

  /** One text on its way. */
  static final class Flight {

    private final CacheKey key;
    private final int dimension;
    private final CompletableFuture<Landed> result = new CompletableFuture<>();

    private Flight(CacheKey key, int dimension) {
      this.key = key;
      this.dimension = dimension;
    }

    CacheKey key() {
      return key;
    }

    CompletableFuture<Landed> result() {
      return result;
    }
  }

  /**
   * A place in the work on a key.
   *
   * @param own whether the caller has to do it, and to {@link #land} or {@link #crash} it
   */
  record Claim(Flight flight, boolean own) {}

  /** Joins the work on a key if it gives at least {@code dimension} numbers, or begins it. */
  Claim claim(CacheKey key, int dimension) {
    var mine = new Flight(key, dimension);
    Flight current =
        flights.compute(
            key,
            (same, existing) ->
                existing != null && existing.dimension >= dimension ? existing : mine);
    return new Claim(current, current == mine);
  }

  /** The vector is there; it must be in memory before this, so that nobody begins anew. */
  void land(Flight flight, Landed landed) {
    flights.remove(flight.key, flight);
    flight.result.complete(landed);
  }

  /** It failed; the next who asks begins anew. */
  void crash(Flight flight, Throwable failure) {
    flights.remove(flight.key, flight);
    flight.result.completeExceptionally(failure);
  }

  /** Texts on their way. */
  public int size() {
    return flights.size();
  }
}

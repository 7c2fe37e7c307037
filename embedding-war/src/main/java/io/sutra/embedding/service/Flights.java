package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbeddingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /** One text on its way. Compared by identity. */
  static final class Flight {

    private final CacheKey key;
    private final int dimension;
    private final Deadline deadline;
    private final CompletableFuture<Landed> result = new CompletableFuture<>();

    /** A flight that nobody can join. */
    Flight(CacheKey key, int dimension, Deadline deadline) {
      this.key = key;
      this.dimension = dimension;
      this.deadline = deadline;
    }

    CacheKey key() {
      return key;
    }

    /** By then it has landed or something is wrong with whoever does the work. */
    Deadline deadline() {
      return deadline;
    }

    CompletableFuture<Landed> result() {
      return result;
    }
  }

  /** Whose work a flight is. */
  enum Owner {
    /** The one who asked: it has to {@link #land} the flight or let it {@link #fail}. */
    CALLER,
    /** Another request's. */
    ANOTHER
  }

  /** A place in the work on a key. */
  record Claim(Flight flight, Owner owner) {}

  /** Joins the work on a key if it gives at least {@code dimension} numbers, or begins it. */
  Claim claim(CacheKey key, int dimension, Deadline deadline) {
    var mine = new Flight(key, dimension, deadline);
    Flight current =
        flights.compute(
            key,
            (same, existing) ->
                existing != null && existing.dimension >= dimension ? existing : mine);
    return new Claim(current, current == mine ? Owner.CALLER : Owner.ANOTHER);
  }

  /** The vector is there; it must be in memory before this, so that nobody begins anew. */
  void land(Flight flight, Landed landed) {
    flights.remove(flight.key, flight);
    flight.result.complete(landed);
  }

  /** It failed; the next who asks begins anew. */
  void fail(Flight flight, Throwable failure) {
    flights.remove(flight.key, flight);
    flight.result.completeExceptionally(failure);
  }

  /** It is overdue: the next who asks begins anew, whatever becomes of it. */
  void giveUp(Flight flight) {
    flights.remove(flight.key, flight);
  }

  /**
   * Whether only the request that did the work was at fault: it was too large as a whole, or late.
   * Its texts may be anybody's.
   */
  static boolean isOwnersFault(@Nullable Throwable failure) {
    return failure instanceof EmbeddingException domain
        && switch (domain.reason()) {
          case INVALID, TOO_LARGE, TIMED_OUT -> true;
          default -> false;
        };
  }

  /** Texts on their way. */
  public int size() {
    return flights.size();
  }
}

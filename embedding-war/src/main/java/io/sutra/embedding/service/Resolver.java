package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.Tokenization;
import io.sutra.embedding.service.Flights.Flight;
import io.sutra.embedding.service.Flights.Landed;
import io.sutra.embedding.service.Flights.Source;
import io.sutra.web.RawEmbeddings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds or computes what memory did not have. Of the texts of a request it claims those that nobody
 * is at work on, looks them up in the shared cache in one go, has the model compute the rest in one
 * go, and only then waits for those that others are at work on: nobody who holds a claim ever waits
 * for another's, so no two requests can wait for each other. Thread-safe.
 *
 * <p>Two models never share an answer: when some vectors come from another model than the rest
 * (replicas are being changed), all texts are computed once more, in one request, by one replica.
 */
public final class Resolver {

  /** How often a text is waited for that somebody else's broken request took along. */
  private static final int ROUNDS = 3;

  private final Flights flights = new Flights();
  private final Settings settings;
  private final @Nullable MemoryCache memory;
  private final SharedCache shared;
  private final Model model;
  private final ProfileSource profiles;
  private final CacheCounters counters;
  private final Clock clock;

  /**
   * What it is told.
   *
   * @param storedDimension the least numbers that are computed and remembered; the model's own size
   *     when empty
   * @param timeToLive of a new vector
   * @param patience the longest that a text is waited for that another request computes
   */
  public record Settings(OptionalInt storedDimension, Duration timeToLive, Duration patience) {}

  /** {@code memory} is null when nothing is to be remembered, and no work is shared then. */
  public Resolver(
      Settings settings,
      @Nullable MemoryCache memory,
      SharedCache shared,
      Model model,
      ProfileSource profiles,
      CacheCounters counters,
      Clock clock) {
    this.settings = settings;
    this.memory = memory;
    this.shared = shared;
    this.model = model;
    this.profiles = profiles;
    this.counters = counters;
    this.clock = clock;
  }

  /**
   * What a request caused to be computed.
   *
   * @param computedTokens of the texts computed for it
   * @param queueTime the longest wait
   * @param inferenceTime the longest batch
   */
  record Work(int computedTokens, Duration queueTime, Duration inferenceTime) {

    static final Work NONE = new Work(0, Duration.ZERO, Duration.ZERO);

    Work plus(Work other) {
      return new Work(
          computedTokens + other.computedTokens,
          queueTime.compareTo(other.queueTime) >= 0 ? queueTime : other.queueTime,
          inferenceTime.compareTo(other.inferenceTime) >= 0 ? inferenceTime : other.inferenceTime);
    }
  }

  /** Texts that are on their way: the flight of each key, and whose work it is. */
  private record Claims(List<Flight> own, List<Flight> others) {}

  /** Fills {@code lookup}; blocks. */
  Work resolve(Lookup lookup) {
    Work work = Work.NONE;
    if (memory != null) {
      for (int round = 0; round < ROUNDS && !lookup.isComplete(); round++) {
        Map<CacheKey, List<Integer>> places = lookup.missingPlaces();
        Claims claims = claim(places, storedDimension(lookup), memory);
        work = work.plus(fly(lookup, places, claims.own()));
        await(lookup, places, claims.others());
      }
    }
    if (!lookup.isComplete()) {
      work = work.plus(computeMissing(lookup));
    }
    if (isMixed(lookup)) {
      lookup.forget();
      work = work.plus(computeMissing(lookup));
    }
    return work;
  }

  private int storedDimension(Lookup lookup) {
    return Math.max(
        lookup.dimension(), settings.storedDimension().orElse(lookup.profile().dimension()));
  }

  private Claims claim(
      Map<CacheKey, List<Integer>> places, int dimension, MemoryCache memoryCache) {
    var claims = new Claims(new ArrayList<>(), new ArrayList<>());
    for (CacheKey key : places.keySet()) {
      Flights.Claim claim = flights.claim(key, dimension);
      (claim.own() ? claims.own() : claims.others()).add(claim.flight());
    }
    // What landed between the look into memory and the claim is in memory now.
    for (Flight flight : List.copyOf(claims.own())) {
      StoredVector vector = memoryCache.get(flight.key());
      if (vector != null && vector.dimension() >= dimension && vector.canBeCut()) {
        flights.land(flight, new Landed(vector, Source.MEMORY));
        claims.own().remove(flight);
        claims.others().add(flight);
      }
    }
    return claims;
  }

  /** Does the work on claimed texts; when it fails, for whatever reason, so does every flight. */
  private Work fly(Lookup lookup, Map<CacheKey, List<Integer>> places, List<Flight> own) {
    if (own.isEmpty()) {
      return Work.NONE;
    }
    List<Flight> open = new ArrayList<>(own);
    try {
      lookInShared(lookup, places, open);
      return open.isEmpty() ? Work.NONE : computeClaimed(lookup, places, open);
    } catch (RuntimeException | Error failure) {
      open.forEach(flight -> flights.crash(flight, failure));
      throw failure;
    }
  }

  private void lookInShared(Lookup lookup, Map<CacheKey, List<Integer>> places, List<Flight> open) {
    List<@Nullable StoredVector> found =
        shared.get(open.stream().map(Flight::key).toList(), lookup.profile().fingerprint());
    List<Flight> missed = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Flight flight = open.get(i);
      StoredVector cached = found.get(i);
      StoredVector vector = cached == null ? null : cached.cutBy(lookup.profile().rotation());
      int texts = places(places, flight).size();
      if (vector == null || !vector.serves(lookup.dimension())) {
        missed.add(flight);
        counters.memory(0, texts);
        counters.shared(0, texts);
      } else {
        counters.memory(0, texts);
        counters.shared(texts, 0);
        remember(flight.key(), vector);
        fill(lookup, places, flight, vector, true);
        flights.land(flight, new Landed(vector, Source.SHARED));
      }
    }
    open.clear();
    open.addAll(missed);
  }

  private Work computeClaimed(
      Lookup lookup, Map<CacheKey, List<Integer>> places, List<Flight> open) {
    EmbedRequest request = lookup.request();
    EmbedInput input =
        request
            .input()
            .select(open.stream().map(flight -> places(places, flight).getFirst()).toList());
    Model.Computed computed = compute(lookup, input);
    List<StoredVector> vectors = toStored(lookup, computed);
    boolean sameKeys = keysFit(lookup, computed);
    KeyHasher hasher = sameKeys ? null : hasherOf(computed);
    for (int i = 0; i < vectors.size(); i++) {
      Flight flight = open.get(i);
      StoredVector vector = vectors.get(i);
      CacheKey key = hasher == null ? flight.key() : hasher.key(input, i);
      remember(key, vector);
      shared.put(key, vector);
      fill(lookup, places, flight, vector, false);
      flights.land(flight, new Landed(vector, Source.MODEL));
    }
    open.clear();
    return work(computed);
  }

  /**
   * Waits for what others compute. A text stays missing when only the other request was at fault.
   *
   * @throws EmbeddingException the failure of the other's work, where it would have been this one's
   */
  private void await(Lookup lookup, Map<CacheKey, List<Integer>> places, List<Flight> others) {
    for (Flight flight : others) {
      int texts = places(places, flight).size();
      try {
        Landed landed = flight.result().get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
        boolean fromMemory = landed.source() == Source.MEMORY;
        boolean fromShared = landed.source() == Source.SHARED;
        counters.memory(fromMemory ? texts : 0, fromMemory ? 0 : texts);
        if (!fromMemory) {
          counters.shared(fromShared ? texts : 0, fromShared ? 0 : texts);
          counters.joined(texts);
        }
        // One of a model that is new here may have been computed for the other's dimension only.
        if (landed.vector().serves(lookup.dimension())) {
          fill(lookup, places, flight, landed.vector(), fromMemory || fromShared);
        }
      } catch (ExecutionException e) {
        if (!isTheOthersOwnFault(e.getCause())) {
          counters.memory(0, texts);
          counters.shared(0, texts);
          throw asDomainError(e.getCause());
        }
      } catch (TimeoutException e) {
        throw EmbeddingException.timedOut(
            "A text that another request computes was not there in time.", Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw EmbeddingException.notReady("The service is stopping.", Duration.ofSeconds(1));
      }
    }
  }

  /** A request that is too large as a whole fails; the texts in it may be anybody's. */
  private static boolean isTheOthersOwnFault(@Nullable Throwable failure) {
    return failure instanceof EmbeddingException domain
        && (domain.reason() == Reason.INVALID || domain.reason() == Reason.TOO_LARGE);
  }

  private static EmbeddingException asDomainError(@Nullable Throwable failure) {
    return failure instanceof EmbeddingException domain
        ? domain
        : EmbeddingException.failed(
            "The vectors could not be computed.",
            failure == null ? new IllegalStateException("no cause") : failure);
  }

  private static boolean isMixed(Lookup lookup) {
    String first = lookup.vectors().getFirst().fingerprint();
    return lookup.vectors().stream().anyMatch(vector -> !vector.fingerprint().equals(first));
  }

  /** One request to the model for every text that misses, none shared with anybody. */
  private Work computeMissing(Lookup lookup) {
    Map<CacheKey, List<Integer>> places = lookup.missingPlaces();
    EmbedInput input =
        lookup
            .request()
            .input()
            .select(places.values().stream().map(indices -> indices.getFirst()).toList());
    counters.memory(0, memory == null ? lookup.texts() : 0);
    counters.shared(0, memory == null ? lookup.texts() : 0);
    Model.Computed computed = compute(lookup, input);
    List<StoredVector> vectors = toStored(lookup, computed);
    KeyHasher hasher = hasherOf(computed);
    int next = 0;
    for (List<Integer> indices : places.values()) {
      StoredVector vector = vectors.get(next);
      if (memory != null) {
        CacheKey key = hasher.key(input, next);
        remember(key, vector);
        shared.put(key, vector);
      }
      indices.forEach(index -> lookup.fill(index, vector, false));
      next++;
    }
    return work(computed);
  }

  /**
   * Asks the model for as many numbers as are remembered. How the vectors of a model that is new
   * here are cut is not known yet: then the model is asked once more, to cut them itself.
   */
  private Model.Computed compute(Lookup lookup, EmbedInput input) {
    int stored = storedDimension(lookup);
    Model.Computed computed = ask(lookup, input, stored);
    return isKnown(lookup, computed) || stored == lookup.dimension()
        ? computed
        : ask(lookup, input, lookup.dimension());
  }

  private Model.Computed ask(Lookup lookup, EmbedInput input, int dimension) {
    counters.computed(input.size());
    EmbedRequest request = lookup.request();
    Model.Computed computed =
        model.compute(new Model.Job(input, request.inputType(), dimension, request.model()));
    profiles.answered(computed.fingerprint());
    return computed;
  }

  private static boolean isKnown(Lookup lookup, Model.Computed computed) {
    return lookup.profile().fingerprint().equals(computed.fingerprint());
  }

  private List<StoredVector> toStored(Lookup lookup, Model.Computed computed) {
    RawEmbeddings embeddings = computed.embeddings();
    List<StoredVector> vectors = new ArrayList<>(embeddings.vectors().size());
    var expiresAt = clock.instant().plus(settings.timeToLive());
    for (int i = 0; i < embeddings.vectors().size(); i++) {
      var vector =
          new StoredVector(
              embeddings.vectors().get(i),
              embeddings.tokenization().texts().get(i),
              computed.fingerprint(),
              expiresAt);
      vectors.add(isKnown(lookup, computed) ? vector.cutBy(lookup.profile().rotation()) : vector);
    }
    return vectors;
  }

  private static boolean keysFit(Lookup lookup, Model.Computed computed) {
    ModelProfile profile = lookup.profile();
    Tokenization tokenization = computed.embeddings().tokenization();
    return profile.fingerprint().equals(computed.fingerprint())
        && profile.window() == tokenization.window()
        && profile.prefix(lookup.request().inputType()).equals(tokenization.prefix());
  }

  private static KeyHasher hasherOf(Model.Computed computed) {
    Tokenization tokenization = computed.embeddings().tokenization();
    return new KeyHasher(computed.fingerprint(), tokenization.window(), tokenization.prefix());
  }

  private void remember(CacheKey key, StoredVector vector) {
    // The shard keeps one that cannot be cut yet; whoever finds it there will know how.
    if (memory != null && vector.canBeCut()) {
      memory.put(key, vector);
    }
  }

  private static void fill(
      Lookup lookup,
      Map<CacheKey, List<Integer>> places,
      Flight flight,
      StoredVector vector,
      boolean fromCache) {
    places(places, flight).forEach(index -> lookup.fill(index, vector, fromCache));
  }

  private static List<Integer> places(Map<CacheKey, List<Integer>> places, Flight flight) {
    return places.getOrDefault(flight.key(), List.of());
  }

  private static Work work(Model.Computed computed) {
    int tokens =
        computed.embeddings().tokenization().texts().stream().mapToInt(text -> text.read()).sum();
    return new Work(tokens, computed.queueTime(), computed.inferenceTime());
  }

  /** Texts that are on their way now. */
  public int inFlight() {
    return flights.size();
  }
}

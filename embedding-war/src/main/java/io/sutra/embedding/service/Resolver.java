package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.embedding.service.Flights.Claim;
import io.sutra.embedding.service.Flights.Flight;
import io.sutra.embedding.service.Flights.Landed;
import io.sutra.embedding.service.Flights.Owner;
import io.sutra.embedding.service.Flights.Source;
import io.sutra.embedding.service.Resolution.Order;
import io.sutra.embedding.service.Resolution.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds or computes what memory did not have. Of the texts of a request it claims those that nobody
 * is at work on and starts a {@link Computation} for them; then it takes each text as soon as it is
 * there, its own and those that others are at work on. A computation goes on when the caller's time
 * is up, so a repetition of the request finds what has been computed. Thread-safe.
 *
 * <p>Two models never share an answer: when some vectors come from another model than the rest
 * (replicas are being changed), all texts are computed once more, in one request, by one replica.
 */
public final class Resolver {

  /** What is late by more than this will not come. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final Settings settings;
  private final Computation.Parts parts;
  private final Executor executor;

  /**
   * What it is told.
   *
   * @param storedDimension the least numbers that are computed and remembered; the model's own size
   *     when empty
   * @param timeToLive of a new vector
   */
  public record Settings(OptionalInt storedDimension, Duration timeToLive) {}

  /**
   * What it works with.
   *
   * @param memory L1
   * @param shared L2
   * @param model computes what neither has
   * @param profiles hears which model answered
   */
  public record Ports(
      MemoryCache memory, SharedCache shared, Model model, ProfileSource profiles) {}

  /** {@code executor} starts a thread for each computation, and they may block. */
  public Resolver(
      Settings settings, Ports ports, CacheCounters counters, Clock clock, Executor executor) {
    this.settings = settings;
    this.executor = executor;
    this.parts =
        new Computation.Parts(
            new Flights(),
            ports.memory(),
            ports.shared(),
            ports.model(),
            ports.profiles(),
            counters,
            () -> clock.instant().plus(settings.timeToLive()));
  }

  /** Texts that are on their way: for each flight the places of its text, and whose work it is. */
  private record Claims(
      Map<Flight, List<Integer>> places, Map<Flight, Owner> owners, List<Computation.Text> own) {

    Claims() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    void add(Claim claim, List<Integer> indices) {
      places.put(claim.flight(), indices);
      owners.put(claim.flight(), claim.owner());
      if (claim.owner() == Owner.CALLER) {
        own.add(new Computation.Text(claim.flight(), indices.getFirst()));
      }
    }
  }

  /**
   * Fills {@code resolution}; blocks, until its deadline at most.
   *
   * @throws EmbeddingException when a text cannot be had
   */
  Model.Effort resolve(Resolution resolution) {
    Model.Effort effort = Model.Effort.NONE;
    while (!resolution.isComplete()) {
      effort = effort.or(resolveOnce(resolution));
    }
    if (resolution.isMixed()) {
      resolution.beginAnew();
      effort = effort.or(resolveOnce(resolution));
    }
    return effort;
  }

  /** Fills what is missing, but for what another request took along and then did not bring. */
  private Model.Effort resolveOnce(Resolution resolution) {
    var claims = new Claims();
    if (resolution.order().policy().mayShare()) {
      claim(resolution, claims);
    } else {
      claimAlone(resolution, claims);
    }
    CompletableFuture<Model.Effort> computation = start(resolution, claims);
    for (Flight flight : claims.places().keySet()) {
      await(resolution, claims, flight);
    }
    // It says what it took right after the last vector.
    return computation
        .completeOnTimeout(Model.Effort.NONE, GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void claim(Resolution resolution, Claims claims) {
    Order order = resolution.order();
    int dimension = storedDimension(order);
    for (Map.Entry<CacheKey, List<Integer>> missing : resolution.missingPlaces().entrySet()) {
      Claim claim = parts.flights().claim(missing.getKey(), dimension, order.deadline());
      claims.add(claim, missing.getValue());
      Standing standing =
          claim.owner() == Owner.CALLER ? Standing.IN_FLIGHT_HERE : Standing.IN_FLIGHT_ELSEWHERE;
      missing.getValue().forEach(index -> resolution.awaits(index, standing));
    }
    // What landed between the look into memory and the claim is in memory now.
    for (Computation.Text text : List.copyOf(claims.own())) {
      StoredVector vector = parts.memory().get(text.flight().key());
      if (vector != null
          && vector.dimension() >= dimension
          && vector.canBeCut()
          && order.policy().accepts(vector, parts.expiry().ofNewVector())) {
        claims.own().remove(text);
        parts.flights().land(text.flight(), new Landed(vector, Source.MEMORY));
      }
    }
  }

  /** For a request that shares nothing: its flights are its own. */
  private void claimAlone(Resolution resolution, Claims claims) {
    Order order = resolution.order();
    resolution
        .missingPlaces()
        .forEach(
            (key, indices) -> {
              var flight = new Flight(key, storedDimension(order), order.deadline());
              claims.add(new Claim(flight, Owner.CALLER), indices);
              indices.forEach(index -> resolution.awaits(index, Standing.IN_FLIGHT_HERE));
            });
  }

  private int storedDimension(Order order) {
    return Math.max(
        order.dimension(), settings.storedDimension().orElse(order.profile().dimension()));
  }

  private CompletableFuture<Model.Effort> start(Resolution resolution, Claims claims) {
    if (claims.own().isEmpty()) {
      return CompletableFuture.completedFuture(Model.Effort.NONE);
    }
    Order order = resolution.order();
    var computation = new Computation(parts, order, storedDimension(order), claims.own());
    return CompletableFuture.supplyAsync(computation::run, executor);
  }

  /** Takes one text; it stays missing when only the other request was at fault. */
  private void await(Resolution resolution, Claims claims, Flight flight) {
    boolean own = claims.owners().get(flight) == Owner.CALLER;
    Deadline deadline = resolution.order().deadline();
    Deadline until = own ? deadline : deadline.earlier(flight.deadline().plus(GRACE));
    try {
      Landed landed = flight.result().get(Math.max(0, until.nanosLeft()), TimeUnit.NANOSECONDS);
      take(resolution, claims, flight, landed);
    } catch (ExecutionException e) {
      if (own || !isTheOthersOwnFault(e.getCause())) {
        throw failure(resolution, claims, e.getCause());
      }
    } catch (TimeoutException e) {
      if (!own) {
        parts.flights().giveUp(flight);
      }
      if (deadline.hasPassed()) {
        throw timedOut(resolution, claims);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EmbeddingException.notReady("The service is stopping.", COME_BACK);
    }
  }

  private void take(Resolution resolution, Claims claims, Flight flight, Landed landed) {
    Order order = resolution.order();
    boolean own = claims.owners().get(flight) == Owner.CALLER;
    Standing from =
        switch (landed.source()) {
          case MEMORY -> Standing.IN_MEMORY;
          case SHARED -> Standing.IN_SHARD;
          case MODEL -> own ? Standing.COMPUTED : Standing.JOINED;
        };
    // One of a model that is new here may have been computed for the other's dimension only.
    if (landed.vector().serves(order.dimension())
        && (own || order.policy().accepts(landed.vector(), parts.expiry().ofNewVector()))) {
      claims
          .places()
          .getOrDefault(flight, List.of())
          .forEach(index -> resolution.fill(index, landed.vector(), from));
    }
  }

  /** A request that is too large as a whole fails, or is late; its texts may be anybody's. */
  private static boolean isTheOthersOwnFault(@Nullable Throwable failure) {
    return failure instanceof EmbeddingException domain
        && switch (domain.reason()) {
          case INVALID, TOO_LARGE, TIMED_OUT -> true;
          default -> false;
        };
  }

  private EmbeddingException failure(
      Resolution resolution, Claims claims, @Nullable Throwable failure) {
    if (failure instanceof EmbeddingException domain) {
      return domain.reason() == Reason.TIMED_OUT ? timedOut(resolution, claims) : domain;
    }
    return EmbeddingException.failed(
        "The vectors could not be computed.",
        failure == null ? new IllegalStateException("no cause") : failure);
  }

  private EmbeddingException timedOut(Resolution resolution, Claims claims) {
    claims.places().keySet().stream()
        .filter(flight -> flight.result().state() == Future.State.SUCCESS)
        .forEach(flight -> take(resolution, claims, flight, flight.result().resultNow()));
    int there = resolution.texts() - resolution.missing();
    String howFar =
        "Of "
            + resolution.texts()
            + " texts, "
            + there
            + " had their vectors when the time was up. ";
    return EmbeddingException.timedOut(
        resolution.order().policy().mayStore()
            ? howFar + "They are kept: send the same request again, and it gets further."
            : howFar + "Send fewer texts in one request.",
        COME_BACK);
  }

  /** When a vector that is computed now expires. */
  Computation.Expiry expiry() {
    return parts.expiry();
  }

  /** Texts that are on their way now. */
  public int inFlight() {
    return parts.flights().size();
  }
}

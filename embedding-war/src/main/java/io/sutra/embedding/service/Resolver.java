package io.sutra.embedding.service;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.embedding.service.Flights.Flight;
import io.sutra.embedding.service.Flights.Landed;
import io.sutra.embedding.service.Resolution.Order;
import io.sutra.embedding.service.Resolution.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
      if (resolution.isMixed()) {
        throw EmbeddingException.notReady(
            "The model is being changed; send the request again.", COME_BACK);
      }
    }
    return effort;
  }

  /** Fills what is missing, but for what another request took along and then did not bring. */
  private Model.Effort resolveOnce(Resolution resolution) {
    Order order = resolution.order();
    var claims = new Claims(parts, order, storedDimension(order));
    if (order.policy().mayShare()) {
      claims.claim(resolution);
    } else {
      claims.claimAlone(resolution);
    }
    CompletableFuture<Model.Effort> computation = start(order, claims.own());
    for (Flight flight : claims.flights()) {
      await(resolution, claims, flight);
    }
    // It says what it took right after the last vector.
    return computation
        .completeOnTimeout(Model.Effort.NONE, GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private int storedDimension(Order order) {
    return Math.max(
        order.dimension(), settings.storedDimension().orElse(order.profile().dimension()));
  }

  private CompletableFuture<Model.Effort> start(Order order, List<Computation.Text> texts) {
    if (texts.isEmpty()) {
      return CompletableFuture.completedFuture(Model.Effort.NONE);
    }
    var computation = new Computation(parts, order, storedDimension(order), texts);
    return CompletableFuture.supplyAsync(computation::run, executor);
  }

  /** Takes one text; it stays missing when only the other request was at fault. */
  private void await(Resolution resolution, Claims claims, Flight flight) {
    boolean own = claims.isOwn(flight);
    Deadline deadline = resolution.order().deadline();
    Deadline until = own ? deadline : deadline.earlier(flight.deadline().plus(GRACE));
    try {
      Landed landed = flight.result().get(Math.max(0, until.nanosLeft()), TimeUnit.NANOSECONDS);
      take(resolution, claims, flight, landed);
    } catch (ExecutionException e) {
      if (own || !Flights.isOwnersFault(e.getCause())) {
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
    boolean own = claims.isOwn(flight);
    Standing from =
        switch (landed.source()) {
          case MEMORY -> Standing.IN_MEMORY;
          case SHARED -> Standing.IN_SHARD;
          case MODEL -> own ? Standing.COMPUTED : Standing.JOINED;
        };
    // One of a model that is new here may have been computed for the other's dimension only.
    if (landed.vector().serves(order.dimension())
        && (own || order.policy().accepts(landed.vector(), parts.expiry().ofNewVector()))) {
      claims.places(flight).forEach(index -> resolution.fill(index, landed.vector(), from));
    }
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
    claims.flights().stream()
        .filter(flight -> flight.result().state() == Future.State.SUCCESS)
        .forEach(flight -> take(resolution, claims, flight, flight.result().resultNow()));
    return EmbeddingException.timedOut(resolution.howFar(), COME_BACK);
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

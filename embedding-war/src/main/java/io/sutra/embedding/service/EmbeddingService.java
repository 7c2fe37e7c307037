package io.sutra.embedding.service;

import io.sutra.cache.api.CacheKey;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.Place;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers requests: from memory if it can ({@link #lookUp}), else by whatever it takes ({@link
 * #complete}). Thread-safe.
 */
public final class EmbeddingService {

  private final Rules rules;
  private final ProfileSource profiles;
  private final MemoryCache memory;
  private final Resolver resolver;
  private final CacheCounters counters;
  private final Computation.Expiry expiry;

  /**
   * What is asked of every request.
   *
   * @param defaultDimension when a request does not say; the model's own when empty
   * @param limits of one request
   * @param timeout within which a caller is answered
   * @param caching whether anything is remembered
   */
  public record Rules(
      OptionalInt defaultDimension, RequestLimits limits, Duration timeout, Caching caching) {}

  /** Whether anything is remembered. */
  public enum Caching {
    ON,
    OFF
  }

  /** {@code resolver} finds what {@code memory} does not have. */
  public EmbeddingService(
      Rules rules,
      ProfileSource profiles,
      MemoryCache memory,
      Resolver resolver,
      CacheCounters counters) {
    this.rules = rules;
    this.profiles = profiles;
    this.memory = memory;
    this.resolver = resolver;
    this.counters = counters;
    this.expiry = resolver.expiry();
  }

  /**
   * Checks a request and looks its texts up in memory. Never blocks.
   *
   * @throws EmbeddingException when the request breaks a rule, or no model was ever heard of
   */
  public Resolution lookUp(EmbedRequest request) {
    return lookUp(request, CachePolicy.DEFAULT);
  }

  /**
   * As {@link #lookUp(EmbedRequest)}, with what the request allows of the caches.
   *
   * @throws EmbeddingException when the request breaks a rule, or no model was ever heard of
   */
  public Resolution lookUp(EmbedRequest request, CachePolicy asked) {
    long start = System.nanoTime();
    ModelProfile profile = profiles.get(request.model());
    int dimension = dimension(profile, request.dimension());
    checkTokens(profile, request.input());
    CachePolicy policy = rules.caching() == Caching.ON ? asked : asked.withoutCache();
    var hasher =
        new KeyHasher(profile.fingerprint(), profile.window(), profile.prefix(request.inputType()));
    CacheKey[] keys = new CacheKey[request.input().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = hasher.key(request.input(), i);
    }
    var resolution =
        new Resolution(
            new Resolution.Order(request, profile, dimension, policy, Deadline.in(rules.timeout())),
            keys,
            start);
    counters.requested(keys.length);
    if (policy.mayLook()) {
      lookInMemory(resolution);
    }
    return resolution;
  }

  private static void checkTokens(ModelProfile profile, EmbedInput input) {
    if (input instanceof EmbedInput.Tokens tokens) {
      for (int i = 0; i < tokens.size(); i++) {
        OptionalInt beyond = tokens.sequences().get(i).firstBeyond(profile.vocabularySize());
        if (beyond.isPresent()) {
          throw EmbeddingException.unknownToken(
              Place.of(Field.TOKENS, i, beyond.getAsInt()),
              profile.vocabularySize(),
              profile.name());
        }
      }
    }
  }

  /**
   * Checks a model's name and a dimension before any text is there.
   *
   * @throws EmbeddingException when there is no such model, or it does not give vectors of that
   *     size
   */
  public void check(Optional<String> model, OptionalInt asked) {
    dimension(profiles.get(model), asked);
  }

  private int dimension(ModelProfile profile, OptionalInt asked) {
    int dimension = asked.orElse(rules.defaultDimension().orElse(profile.dimension()));
    if (!profile.dimensions().contains(dimension)) {
      throw EmbeddingException.dimensionNotAllowed(profile.dimensions(), profile.name());
    }
    return dimension;
  }

  private void lookInMemory(Resolution resolution) {
    Resolution.Order order = resolution.order();
    for (int i = 0; i < resolution.texts(); i++) {
      StoredVector vector = memory.get(resolution.key(i));
      if (vector != null
          && vector.serves(order.dimension())
          && (order.policy().maximumAge().isEmpty()
              || order.policy().accepts(vector, expiry.ofNewVector()))) {
        resolution.fill(i, vector, Resolution.Standing.IN_MEMORY);
      }
    }
  }

  /**
   * Finds or computes what a look-up still misses; blocks, so not for a thread that others need.
   *
   * @throws EmbeddingException when a text cannot be had
   */
  public EmbedAnswer complete(Resolution resolution) {
    try {
      Model.Effort effort =
          resolution.isComplete() ? Model.Effort.NONE : resolver.resolve(resolution);
      return answer(resolution, effort);
    } finally {
      counters.found(resolution.sources(), resolution.texts());
    }
  }

  /** The answer to a request that was found in memory whole; empty when it was not. */
  public Optional<EmbedAnswer> answerIfComplete(Resolution resolution) {
    return resolution.isComplete() ? Optional.of(complete(resolution)) : Optional.empty();
  }

  private EmbedAnswer answer(Resolution resolution, Model.Effort effort) {
    EmbedRequest request = resolution.order().request();
    ModelProfile profile = resolution.order().profile();
    List<StoredVector> vectors = resolution.vectors();
    long wholeTokens = 0;
    int tokens = 0;
    // In this order and per text, as ml-base does: the same request gets the same error.
    for (int i = 0; i < vectors.size(); i++) {
      StoredVector vector = vectors.get(i);
      wholeTokens += vector.tokens().whole();
      tokens += vector.tokens().read();
      if (wholeTokens > rules.limits().maximumTokens()) {
        throw EmbeddingException.tooManyTokens(request.input(), rules.limits().maximumTokens());
      }
      if (!request.truncate() && vector.tokens().truncated()) {
        throw EmbeddingException.textTooLong(
            Place.of(request.input().field(), i),
            vector.tokens().whole(),
            profile.window(),
            profile.name());
      }
    }
    return new EmbedAnswer(
        vectors,
        resolution.order().dimension(),
        request.normalize(),
        profile.name(),
        Duration.ofNanos(System.nanoTime() - resolution.startNanos()),
        resolution.sources(),
        new Usage(tokens, resolution.computedTokens()),
        effort.queueTime(),
        effort.inferenceTime());
  }
}

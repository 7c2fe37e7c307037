package io.sutra.embedding.service;

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
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: from memory if it can ({@link #lookUp}), else by whatever it takes ({@link
 * #complete}). Thread-safe.
 */
public final class EmbeddingService {

  private final Rules rules;
  private final ProfileSource profiles;
  private final @Nullable MemoryCache memory;
  private final Resolver resolver;
  private final CacheCounters counters;

  /**
   * What is asked of every request.
   *
   * @param defaultDimension when a request does not say; the model's own when empty
   * @param limits of one request
   */
  public record Rules(OptionalInt defaultDimension, RequestLimits limits) {}

  /** {@code memory} is null when nothing is to be remembered. */
  public EmbeddingService(
      Rules rules,
      ProfileSource profiles,
      @Nullable MemoryCache memory,
      Resolver resolver,
      CacheCounters counters) {
    this.rules = rules;
    this.profiles = profiles;
    this.memory = memory;
    this.resolver = resolver;
    this.counters = counters;
  }

  /**
   * Checks a request and looks its texts up in memory. Never blocks.
   *
   * @throws EmbeddingException when the request breaks a rule, or no model was ever heard of
   */
  public Lookup lookUp(EmbedRequest request) {
    return lookUp(request, CachePolicy.DEFAULT);
  }

  /**
   * As {@link #lookUp(EmbedRequest)}, with what the request allows of the caches.
   *
   * @throws EmbeddingException when the request breaks a rule, or no model was ever heard of
   */
  public Lookup lookUp(EmbedRequest request, CachePolicy policy) {
    long start = System.nanoTime();
    ModelProfile profile = profiles.get(request.model());
    int dimension = dimension(profile, request.dimension());
    checkTokens(profile, request.input());
    var lookup = new Lookup(request, profile, dimension, start);
    var hasher =
        new KeyHasher(profile.fingerprint(), profile.window(), profile.prefix(request.inputType()));
    for (int i = 0; i < lookup.texts(); i++) {
      lookup.setKey(i, hasher.key(request.input(), i));
    }
    counters.requested(lookup.texts());
    if (memory != null) {
      lookInMemory(lookup, memory);
    }
    counters.memory(lookup.texts() - lookup.missing(), 0);
    return lookup;
  }

  private static void checkTokens(ModelProfile profile, EmbedInput input) {
    if (input instanceof EmbedInput.Tokens tokens) {
      for (int i = 0; i < tokens.size(); i++) {
        if (tokens.sequences().get(i).largest() >= profile.vocabularySize()) {
          throw EmbeddingException.unknownToken(
              Place.of(Field.TOKENS, i), profile.vocabularySize(), profile.name());
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

  private static void lookInMemory(Lookup lookup, MemoryCache memory) {
    for (int i = 0; i < lookup.texts(); i++) {
      StoredVector vector = memory.get(lookup.key(i));
      if (vector != null && vector.serves(lookup.dimension())) {
        lookup.fill(i, vector, true);
      }
    }
  }

  /**
   * Finds or computes what a look-up still misses; blocks, so not for a thread that others need.
   *
   * @throws EmbeddingException when a text cannot be had
   */
  public EmbedAnswer complete(Lookup lookup) {
    if (lookup.isComplete()) {
      return answer(lookup, Resolver.Work.NONE);
    }
    return answer(lookup, resolver.resolve(lookup));
  }

  /** The answer to a request that was found in memory whole; empty when it was not. */
  public Optional<EmbedAnswer> answerIfComplete(Lookup lookup) {
    return lookup.isComplete() ? Optional.of(answer(lookup, Resolver.Work.NONE)) : Optional.empty();
  }

  private EmbedAnswer answer(Lookup lookup, Resolver.Work work) {
    EmbedRequest request = lookup.request();
    List<StoredVector> vectors = lookup.vectors();
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
            lookup.profile().window(),
            lookup.profile().name());
      }
    }
    return new EmbedAnswer(
        vectors,
        lookup.dimension(),
        request.normalize(),
        lookup.profile().name(),
        Duration.ofNanos(System.nanoTime() - lookup.startNanos()),
        new Sources(lookup.cached(), 0, 0, lookup.texts() - lookup.cached()),
        new Usage(tokens, work.computedTokens()),
        work.queueTime(),
        work.inferenceTime());
  }
}

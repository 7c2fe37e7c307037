package io.sutra.embedding.web;

import io.sutra.domain.EmbedRequest;
import io.sutra.embedding.contract.Parsed;
import io.sutra.embedding.service.CachePolicy;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.Resolution;
import java.util.Optional;

/** The only place that has the service embed. Thread-safe. */
public final class Embedder {

  private final EmbeddingService service;
  private final ModelNames models;
  private final TokenIdGuard ids;

  Embedder(EmbeddingService service, ModelNames models, TokenIdGuard ids) {
    this.service = service;
    this.models = models;
    this.ids = ids;
  }

  /** A request on its way. */
  static final class Pending {

    private final Resolution resolution;

    private Pending(Resolution resolution) {
      this.resolution = resolution;
    }
  }

  /** Whether {@link #lookUp} has to wait for something. */
  boolean waits(Parsed parsed) {
    return ids.waits(parsed);
  }

  /**
   * Checks a request and looks its texts up in memory.
   *
   * @throws io.sutra.domain.EmbeddingException when it breaks a rule
   */
  Pending lookUp(Parsed parsed, CachePolicy policy) {
    ids.check(parsed);
    return lookUp(parsed.request(), policy);
  }

  private Pending lookUp(EmbedRequest request, CachePolicy policy) {
    EmbedRequest named =
        request.model().isEmpty() ? request : request.forModel(request.model().map(models::served));
    return new Pending(service.lookUp(named, policy));
  }

  /** The answer, if everything was in memory; never blocks. */
  Optional<EmbedAnswer> answerIfComplete(Pending pending) {
    return service.answerIfComplete(pending.resolution);
  }

  /**
   * The answer; blocks.
   *
   * @throws io.sutra.domain.EmbeddingException when a text cannot be had
   */
  EmbedAnswer complete(Pending pending) {
    return service.complete(pending.resolution);
  }

  /** The answer to a request that comes from no body; blocks. */
  EmbedAnswer embed(EmbedRequest request) {
    return complete(lookUp(request, CachePolicy.DEFAULT));
  }
}

package io.sutra.embedding.web;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.contract.Backend;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.ProfileSource;
import io.sutra.embedding.service.WarmUp;
import io.sutra.web.server.ProductVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** The service as contracts see it. Thread-safe. */
final class ServiceBackend implements Backend {

  private final EmbeddingSettings settings;
  private final EmbeddingService service;
  private final ProfileSource profiles;
  private final ModelNames names;
  private final Embedder embedder;
  private final UnaryOperator<byte[]> tokenizer;
  private final CacheOperations caches;
  private final String version = ProductVersion.read();

  /** One at a time: a second warm-up would only compete with the first for the same model. */
  private final Semaphore warmUps = new Semaphore(1);

  ServiceBackend(DoorParts parts, ModelNames names, Embedder embedder) {
    this.settings = parts.settings();
    this.service = parts.service();
    this.profiles = parts.profiles();
    this.names = names;
    this.embedder = embedder;
    this.tokenizer = parts.tokenizer();
    this.caches = parts.caches();
  }

  @Override
  public List<ModelProfile> models() {
    return profiles.all();
  }

  @Override
  public ModelProfile model(Optional<String> name) {
    return names.model(name);
  }

  @Override
  public EmbedAnswer embed(EmbedRequest request) {
    return embedder.embed(request);
  }

  @Override
  public byte[] tokenize(byte[] body) {
    return tokenizer.apply(body);
  }

  @Override
  public CacheReport caches() {
    return caches.report();
  }

  @Override
  public long forgetAll() {
    return caches.forgetAll();
  }

  @Override
  public WarmingUp warmUp(
      OptionalInt dimension, Optional<InputType> inputType, Optional<String> model) {
    var work = new WarmUp(service, dimension, inputType, model.map(names::served));
    if (!warmUps.tryAcquire()) {
      throw EmbeddingException.busy(
          "Another warm-up is under way; send this one when that is done.", Duration.ofSeconds(5));
    }
    return new WarmingUp() {
      @Override
      public WarmUp work() {
        return work;
      }

      @Override
      public void close() {
        warmUps.release();
      }
    };
  }

  @Override
  public EmbeddingSettings settings() {
    return settings;
  }

  @Override
  public String version() {
    return version;
  }
}

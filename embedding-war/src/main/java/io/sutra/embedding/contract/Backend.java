package io.sutra.embedding.contract;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.InputType;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.WarmUp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The service, as a contract needs it beside embedding. Implementations are thread-safe. */
public interface Backend {

  /** The models that are served, the default first; empty before one was ever heard of. */
  List<ModelProfile> models();

  /**
   * The model of that name, by which an alias or the hub's name with its owner is meant too.
   *
   * @param name of it; the default model when empty
   * @throws io.sutra.domain.EmbeddingException when there is none
   */
  ModelProfile model(Optional<String> name);

  /** The vectors of a request, cached or computed; blocks. */
  EmbedAnswer embed(EmbedRequest request);

  /** What ml-base answers to a body of {@code POST /tokenize}; blocks. */
  byte[] tokenize(byte[] body);

  /** What the caches hold and did. */
  CacheReport caches();

  /** Forgets every vector; blocks. Gives how many were in memory. */
  long forgetAll();

  /**
   * Begins a warm-up; there is one at a time.
   *
   * @throws io.sutra.domain.EmbeddingException when another one is under way, or there is no such
   *     model or dimension
   */
  WarmingUp warmUp(OptionalInt dimension, Optional<InputType> inputType, Optional<String> model);

  /** The settings of the service. */
  EmbeddingSettings settings();

  /** The product's version. */
  String version();

  /**
   * What the caches hold and did, since the start.
   *
   * @param inMemory vectors in memory
   * @param counts texts, by where they were found
   * @param shardAvailable whether the shard answers
   * @param written vectors written to the shard
   * @param dropped vectors not written
   */
  record CacheReport(
      long inMemory,
      CacheCounters.Snapshot counts,
      boolean shardAvailable,
      long written,
      long dropped) {}

  /** A warm-up and the turn that it has, which {@link #close} gives to the next. */
  interface WarmingUp extends AutoCloseable {

    WarmUp work();

    @Override
    void close();
  }
}

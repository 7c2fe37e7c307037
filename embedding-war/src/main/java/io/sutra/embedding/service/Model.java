package io.sutra.embedding.service;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.InputType;
import io.sutra.web.RawEmbeddings;
import java.time.Duration;
import java.util.Optional;

/** Computes vectors somewhere else. Implementations are thread-safe. */
public interface Model {

  /**
   * What is to be computed.
   *
   * @param input 1 or more texts, or texts as token ids; a text longer than the model's window is
   *     cut
   * @param inputType selects the model's own prefix
   * @param dimension numbers per vector
   * @param model the name that the caller asked for, if any
   */
  record Job(
      EmbedInput input, Optional<InputType> inputType, int dimension, Optional<String> model) {}

  /**
   * Computes vectors, cut but not scaled; blocks.
   *
   * @throws io.sutra.domain.EmbeddingException when the model refuses, is busy, or cannot be
   *     reached
   */
  Computed compute(Job job);

  /**
   * What the model gave.
   *
   * @param fingerprint of the model that computed it
   * @param queueTime the longest that a text waited
   * @param inferenceTime the longest batch
   */
  record Computed(
      String fingerprint, RawEmbeddings embeddings, Duration queueTime, Duration inferenceTime) {}
}

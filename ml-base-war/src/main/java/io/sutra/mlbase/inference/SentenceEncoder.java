package io.sutra.mlbase.inference;

import java.util.List;

/** A model that turns token sequences into pooled vectors. Implementations are thread-safe. */
public interface SentenceEncoder {

  /**
   * Computes one vector per sequence on the calling thread.
   *
   * @param batch 1 or more sequences, none longer than the model's window
   * @return {@code float[batch][dimension]}, pooled and otherwise raw, in the order of {@code
   *     batch}
   * @throws io.sutra.domain.EmbeddingException when the model fails
   */
  float[][] encode(List<TokenSequence> batch);

  /**
   * How many tokens {@link #encode} computes for {@code batch}: its own, and the padding that the
   * encoder needs.
   */
  default int computedTokens(List<TokenSequence> batch) {
    return batch.size() * batch.stream().mapToInt(TokenSequence::length).max().orElse(0);
  }
}
